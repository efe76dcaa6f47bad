"""Moving the clock from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.serving.local_server import LocalServer
from wxsim_cli.group import cli

Wxsim = Callable[..., Result]


@pytest.fixture
def wxsim(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wxsim]:
    """Run a command in this process, against a simulator on a socket."""
    with LocalServer(create_app(demo_world())) as server:
        monkeypatch.setenv("WXSIM_URL", server.url)
        yield lambda *words: CliRunner().invoke(cli, list(words), prog_name="wxsim")


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(result: Result, exit_code: int = 2) -> str:
    assert (result.exit_code, result.stdout) == (exit_code, ""), result.output
    return result.stderr


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
