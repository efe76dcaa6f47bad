"""Faults from the command line."""

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


def test_a_fault_is_added_listed_and_cleared(wxsim: Wxsim) -> None:
    assert "errcode 45011" in done(wxsim("fault", "add", "--errcode", "45011", "--times", "2"))
    done(wxsim("fault", "add", "--path", "/sns/*", "--delay", "3s", "--rate", "0.1"))
    listed = done(wxsim("fault", "list"))
    assert "2 times" in listed
    assert "delay 3 s" in listed
    assert "rate 0.1" in listed
    assert done(wxsim("fault", "clear", "1")) == "fault 1 cleared\n"
    assert done(wxsim("fault", "clear")) == "1 fault cleared\n"
    assert done(wxsim("fault", "list")) == "no faults\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "say what happens: one of --errcode, --http"),
        (("--hang", "--drop"), "--hang and --drop are given at once"),
        (("--hang", "--times", "1", "--rate", "1"), "--times and --rate are given at once"),
        (("--errcode", "7"), "40163"),
        (("--errcode", "0"), "40163"),
        (("--delay", "soon"), "soon"),
        (("--hang", "--app", "wx1"), "there is no app 'wx1'"),
        (("--hang", "--person", "zed"), "there is no person 'zed'; there is alice"),
    ],
)
def test_wrong_input_is_told_what_would_be_right(
    wxsim: Wxsim, words: tuple[str, ...], hint: str
) -> None:
    assert hint in refused(wxsim("fault", "add", *words))
    assert done(wxsim("fault", "list")) == "no faults\n"
