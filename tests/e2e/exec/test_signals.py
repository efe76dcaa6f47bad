"""`wxsim exec`: signals and the terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from exec_runs import WXSIM


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to pass on")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_is_passed_on_and_the_program_may_answer_it(
    environ: dict[str, str], number: signal.Signals
) -> None:
    script = (
        f"trap 'echo told; exit 9' {number.name.removeprefix('SIG')}; echo up; "
        "while :; do sleep 0.05; done"
    )
    with subprocess.Popen(
        [*WXSIM, "exec", "--port", "0", "--", "sh", "-c", script],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)
        assert process.stdout.read() == "told\n"
    assert process.returncode == 9


@pytest.fixture
def interactive(environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """`wxsim exec` in the foreground of a terminal: its pid, and the terminal's descriptor."""
    pty = pytest.importorskip("pty")
    script = "trap 'echo told; n=1' INT; echo up; while [ -z $n ]; do sleep 0.05; done; sleep 0.5"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable, [*WXSIM, "exec", "--port", "0", "--", "sh", "-c", script], environ
        )
    yield pid, terminal
    os.close(terminal)


def test_ctrl_c_reaches_the_program_once(interactive: tuple[int, int]) -> None:
    pid, terminal = interactive
    said = b""
    while b"up\r\n" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    give_up = time.monotonic() + 20
    try:
        while time.monotonic() < give_up:
            said += os.read(terminal, 1000)
    except OSError:
        pass  # the terminal's end of file
    _, status = os.waitpid(pid, 0)

    assert said.count(b"told") == 1
    assert os.waitstatus_to_exitcode(status) == 0
