"""Asking why from the command line."""

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


def test_why_tells_the_story_of_a_code(wxsim: Wxsim) -> None:
    code = done(wxsim("code")).strip()
    assert "alice" in done(wxsim("why", code))


def test_why_of_something_unknown_names_what_can_be_asked(wxsim: Wxsim) -> None:
    assert "js_code" in refused(wxsim("why", "nonsense!"))


def test_explain_needs_no_simulator(wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXSIM_URL", "http://127.0.0.1:9")
    assert "code been used" in done(wxsim("explain", "40163"))
    assert "-1" in done(wxsim("explain", "-1"))
    assert "40163" in done(wxsim("explain", "list"))
    assert "there is no errcode '7'; there is -1" in refused(wxsim("explain", "7"))
    assert "is no errcode" in refused(wxsim("explain", "seven"))
