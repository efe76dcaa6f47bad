"""`wxsim app`, against a real `wxsim serve`."""

from __future__ import annotations

import json

import click
import pytest

from cli_runs import APPID, SECRET, exchange
from commands import Wxsim, done, refused


def test_app_list_is_a_table_or_json_with_masked_secrets(wxsim: Wxsim) -> None:
    heading, first, *_ = click.unstyle(done(wxsim("app", "list"))).splitlines()
    assert heading == "APPID               SECRET  OPEN ACCOUNT  NAME"
    assert first == "wx0123456789abcdef  0123…   demo          示例商城"
    listed = json.loads(done(wxsim("app", "list", "--format", "json")))
    assert (listed[0]["appid"], listed[0]["secret"]) == (APPID, "0123…")


@pytest.mark.parametrize("words", [["list"], ["show", APPID]])
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_printed_when_asked_for_and_not_before(
    wxsim: Wxsim, words: list[str], form: str
) -> None:
    assert SECRET not in done(wxsim("app", *words, "--format", form))
    assert SECRET in done(wxsim("app", *words, "--format", form, "--show-secrets"))


def test_app_add_prints_the_new_app_with_its_secret(simulator: str, wxsim: Wxsim) -> None:
    printed = done(wxsim("app", "add", "--name", "我的商城", "--open-account", "mine"))
    words = dict(line.split(maxsplit=1) for line in printed.splitlines())
    assert (words["name"], words["open_account"]) == ("我的商城", "mine")
    assert words["switches"] == "all at their defaults"
    code = done(wxsim("code", "--app", words["appid"])).strip()
    assert "openid" in exchange(simulator, code, words["appid"], words["secret"])


def test_app_add_takes_an_appid_and_a_secret(wxsim: Wxsim) -> None:
    appid, secret = "wxaaaaaaaaaaaaaaaa", "a" * 32
    done(wxsim("app", "add", "--appid", appid, "--secret", secret))
    shown = json.loads(done(wxsim("app", "show", appid, "--format", "json", "--show-secrets")))
    assert (shown["appid"], shown["secret"], shown["name"]) == (appid, secret, appid)


def test_switches_are_json_or_else_text_and_show_lists_those_that_differ(wxsim: Wxsim) -> None:
    moved = {
        "profile_era": "classic",
        "session_key_lifetime": "60",
        "legacy_expires_in": "true",
        "ip_whitelist": '["10.0.0.7"]',
        "token_overlap": "300",
    }
    options = [word for name, value in moved.items() for word in ("--switch", f"{name}={value}")]
    printed = done(wxsim("app", "add", *options))
    shown = done(wxsim("app", "show", printed.split()[1]))
    for text in (printed, shown):
        assert text.splitlines()[-4:] == [
            'switches          profile_era="classic"  (default "current")',
            "                  session_key_lifetime=60  (default 259200)",
            "                  legacy_expires_in=true  (default false)",
            '                  ip_whitelist=["10.0.0.7"]  (default [])',
        ]


@pytest.mark.parametrize("switch", ["no_such=1", "profile_era=new", "token_overlap=-1"])
def test_a_bad_switch_is_refused_with_the_list_of_switches(wxsim: Wxsim, switch: str) -> None:
    error = refused(wxsim("app", "add", "--switch", switch))
    assert "$.switches" in error
    assert "; those of switches are profile_era, session_key_renewal, " in error


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["add", "--switch", "profile_era"], "write NAME=VALUE, as in profile_era=classic"),
        (["add", "--appid", APPID], "the app wx0123456789abcdef exists already"),
        (["add", "--appid", "12"], "'12' is not an appid; an appid is wx and 16 digits of 0-9a-f"),
        (["add", "--secret", "12"], "an AppSecret is 32 digits of 0-9a-f"),
        (["show", "wx1"], "there is no app 'wx1'; there is wx"),
        (["list", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
    ],
)
def test_an_app_that_cannot_be_is_refused(wxsim: Wxsim, words: list[str], what: str) -> None:
    assert what in refused(wxsim("app", *words))
