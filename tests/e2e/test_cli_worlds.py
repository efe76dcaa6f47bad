"""Snapshots and the reset from the command line."""

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


def test_a_snapshot_is_saved_restored_listed_and_deleted(wxsim: Wxsim) -> None:
    done(wxsim("snapshot", "save", "before"))
    done(wxsim("person", "add", "dan"))
    assert "before" in done(wxsim("snapshot", "list"))
    done(wxsim("snapshot", "restore", "before"))
    assert "dan" not in done(wxsim("person", "list"))
    done(wxsim("snapshot", "delete", "before"))
    assert done(wxsim("snapshot", "list")) == "no snapshots\n"
    assert "before" in refused(wxsim("snapshot", "restore", "before"))


def test_a_reset_forgets_what_was_added(wxsim: Wxsim) -> None:
    done(wxsim("person", "add", "dan"))
    done(wxsim("reset"))
    assert "dan" not in done(wxsim("person", "list"))
