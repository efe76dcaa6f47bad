"""A real `wxsim serve` for the commands that talk to one."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from commands import Wxsim
from served import serving
from wxsim_cli.group import cli


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    """The URL of a `wxsim serve` in a process of its own."""
    with serving() as served:
        yield served.url


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, simulator: str) -> None:
    monkeypatch.setenv("WXSIM_URL", simulator)
    monkeypatch.delenv("NO_COLOR", raising=False)
    # Nobody must ask a proxy for a simulator on this machine.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")


@pytest.fixture
def wxsim() -> Wxsim:
    """Run a command in this process."""

    def run(*words: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, list(words), input=stdin, prog_name="wxsim")

    return run


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens, and nobody can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
