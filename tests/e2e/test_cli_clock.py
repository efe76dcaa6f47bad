"""Moving the clock from the command line."""

from __future__ import annotations

import pytest

from commands import Wxsim, done, refused


def test_advancing_tells_what_fell_due(wxsim: Wxsim) -> None:
    done(wxsim("code"))
    assert "alice" in done(wxsim("clock", "advance", "10m")).partition("\n")[2]


def test_a_frozen_clock_stands_until_it_is_resumed(wxsim: Wxsim) -> None:
    assert done(wxsim("clock", "freeze", "--at", "2030-01-31T12:00:00Z")) == (
        "2030-01-31T12:00:00Z  stands still\n"
    )
    assert "stands still" in done(wxsim("clock", "show"))
    assert "stands still" not in done(wxsim("clock", "resume"))
    assert "2031" in done(wxsim("clock", "set", "2031-01-01"))
    assert "2031" not in done(wxsim("clock", "reset"))


def test_an_app_has_its_own_time(wxsim: Wxsim) -> None:
    app = "wx0123456789abcdef"
    assert "2033" in done(wxsim("clock", "set", "2033-01-01", "--app", app))
    assert "2033" not in done(wxsim("clock", "show")).splitlines()[0]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("advance", "soon"), "soon"),
        (("advance", "-5m"), "'-5m' is no duration; write 90s"),
        (("advance", "nan"), "'nan' is no duration; write 90s"),
        (("advance", "inf"), "'inf' is no duration; write 90s"),
        (("set", "1e999"), "'1e999' is no time; write 2026"),
        (("set", "noon"), "'noon' is no time; write 2026"),
        (("show", "--app", "wx1"), "there is no app 'wx1'; there is wx0"),
        (("freeze", "--app", "wx1"), "there is no app 'wx1'; there is wx0"),
    ],
)
def test_wrong_input_is_told_what_would_be_right(
    wxsim: Wxsim, words: tuple[str, ...], hint: str
) -> None:
    assert hint in refused(wxsim("clock", *words))


def test_no_simulator_is_exit_code_3(wxsim: Wxsim) -> None:
    error = refused(wxsim("clock", "show", "--url", "http://127.0.0.1:9"), 3)
    assert "wxsim serve" in error


@pytest.mark.parametrize("words", [("clock", "show"), ("replay", "first-login")])
@pytest.mark.parametrize(
    ("token", "hint"), [("öffne", "letters and digits of ASCII"), (" x", "ends with a space")]
)
def test_a_control_token_that_no_header_can_carry_is_refused(
    wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], token: str, hint: str
) -> None:
    monkeypatch.setenv("WXSIM_CONTROL_TOKEN", token)

    error = refused(wxsim(*words))
    assert "WXSIM_CONTROL_TOKEN" in error
    assert hint in error
