"""`wxsim replay` as its users call it."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from wxsim_cli.commands.replay import command

FAILING = """\
title: It must fail
steps:
  - says: A login.
    wx: login
    save: {code: code}
  - says: The exchange.
    server: login
    with: {code: "${code}"}
    expect: {status: 418}
    why: Only teapots answer so.
  - says: This is never reached.
    wx: login
"""


def run(*arguments: str | Path) -> Result:
    """Run it in this process."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def run_process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "replay", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )


def free_port() -> int:
    """Return a port that was free a moment ago, for the embedded WeChat."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
