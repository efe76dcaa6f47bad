"""`wxsim code`, against a real `wxsim serve`."""

from __future__ import annotations

import pytest

from cli_runs import answering, exchange
from commands import Wxsim, done, refused


def test_code_prints_a_js_code_that_wechat_takes_and_nothing_else(
    simulator: str, wxsim: Wxsim
) -> None:
    printed = done(wxsim("code"))
    code = printed.removesuffix("\n")
    assert len(code) == 32
    assert "openid" in exchange(simulator, code)


def test_code_is_for_the_person_and_the_app_named(simulator: str, wxsim: Wxsim) -> None:
    other = "wxfedcba9876543210"
    alice = exchange(simulator, done(wxsim("code")).strip())
    bob = exchange(simulator, done(wxsim("code", "--person", "bob")).strip())
    assert alice["openid"] != bob["openid"]
    code = done(wxsim("code", "--person", "bob", "--app", other)).strip()
    assert "openid" in exchange(simulator, code, other, "fedcba9876543210fedcba9876543210")


def test_the_url_option_goes_over_the_variable(
    simulator: str, wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", "http://127.0.0.1:9")
    assert done(wxsim("code", "--url", f"{simulator}/"))


def test_an_unknown_person_or_app_is_answered_with_those_there_are(wxsim: Wxsim) -> None:
    assert refused(wxsim("code", "--person", "zed")).startswith(
        "Error: there is no person 'zed'; there is alice, bob, "
    )
    assert refused(wxsim("code", "--app", "wx1")).startswith("Error: there is no app 'wx1'; there ")


def test_code_fails_with_the_errmsg_of_a_login_that_fails(wxsim: Wxsim) -> None:
    with answering(200, b'{"errMsg":"login:fail system error"}') as url:
        assert refused(wxsim("code", "--url", url), 1) == "Error: login:fail system error\n"
