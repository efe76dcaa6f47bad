"""`wxsim person inbox`, `wxsim app templates` and `wxsim app add-template`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from wxsim_cli.group import cli

APPID = "wx0123456789abcdef"

Wxsim = Callable[..., Result]


@pytest.fixture
def wxsim(platform, monkeypatch) -> Wxsim:
    monkeypatch.setenv("WXSIM_URL", platform.url)

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words), prog_name="wxsim")

    return run


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def test_an_inbox_shows_what_a_person_has_received(wxsim, backend):
    backend.send("/cgi-bin/message/subscribe/send", page="pages/order")
    backend.send("/cgi-bin/message/custom/send", text={"content": "在的\n\x1b[31m稍等"})

    assert done(wxsim("person", "inbox", "alice")) == (
        f"2025-11-22T21:00:00Z  {APPID}  subscribe\n"
        "  发货通知\n"
        "  商品:高山乌龙\n"
        "  opens pages/order\n"
        "\n"
        f"2025-11-22T21:00:00Z  {APPID}  text\n"
        "  在的\n"
        # Nobody moves the reader's cursor.
        "  \\x1b[31m稍等\n"
    )
    shown = json.loads(done(wxsim("person", "inbox", "alice", "--format", "json")))
    assert [message["kind"] for message in shown] == ["subscribe", "text"]


def test_an_inbox_can_be_that_of_one_app(wxsim, backend_of):
    backend_of("wxfedcba9876543210").send("/cgi-bin/message/custom/send")

    assert "has received nothing" in done(wxsim("person", "inbox", "alice", "--app", APPID))
    assert "在的" in done(wxsim("person", "inbox", "alice"))


def test_nobody_and_no_app_are_told_apart(wxsim):
    nobody = wxsim("person", "inbox", "zed")
    assert nobody.exit_code == 2
    assert "there is alice, bob" in nobody.stderr

    no_app = wxsim("person", "inbox", "alice", "--app", "wx0")
    assert no_app.exit_code == 2
    assert APPID in no_app.stderr


def test_a_template_is_added_and_listed_and_can_be_subscribed_to(wxsim, backend):
    words = ["app", "add-template", APPID, "--title", "取餐提醒"]
    words += ["--keyword", "取餐号=number1", "--keyword", "a=b=thing2", "--id", "pick-up"]
    assert done(wxsim(*words)) == "pick-up\n"

    listed = done(wxsim("app", "templates", APPID))
    assert "pick-up" in listed
    assert "取餐号:{{number1.DATA}} a=b:{{thing2.DATA}}" in listed
    assert backend.subscribe("pick-up")["pick-up"] == "accept"
    as_json = json.loads(done(wxsim("app", "templates", APPID, "--format", "json")))
    assert as_json[-1]["title"] == "取餐提醒"


def test_an_id_is_made_up_and_a_template_can_be_for_the_long_term(wxsim, backend):
    made = done(
        wxsim(
            "app",
            "add-template",
            APPID,
            "--title",
            "叫号",
            "--keyword",
            "号=number1",
            "--long-term",
        )
    ).strip()

    assert len(made) == 43
    assert "long-term" in next(
        line for line in done(wxsim("app", "templates", APPID)).splitlines() if made in line
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--title", "a"], "--keyword"),
        (["--keyword", "a=thing1"], "--title"),
        (["--title", "a", "--keyword", "thing1"], "write LABEL=KEYWORD"),
        (["--title", "a", "--keyword", "a=colour1"], "of the kinds thing, number"),
        (["--title", "a", "--keyword", "a=thing1", "--id", "a b"], "up to 64 letters"),
    ],
)
def test_what_is_wrong_with_a_template_is_told(wxsim, words, told):
    result = wxsim("app", "add-template", APPID, *words)

    assert result.exit_code == 2
    assert told in result.stderr
