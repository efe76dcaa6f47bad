"""Running somebody's command as if wxsim were not there: signals, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

# What shells answer in these cases.
NOT_EXECUTABLE = 126
NOT_FOUND = 127
KILLED = 128

_PASSED_ON = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGINT")


class CannotRun(Exception):
    """The command cannot be started.

    Attributes:
        code: what a shell would answer.
    """

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command to its end, passing on what this process is told.

    Args:
        command: a program, found on the PATH of ``environ``, and its arguments.
        environ: its environment.

    Returns:
        Its exit code, or 128 and the number of the signal that ended it, as
        shells have it.

    Raises:
        CannotRun: there is no such program, or it is none.
    """
    with _signals_passed_on() as pass_on_to:
        try:
            process = subprocess.Popen(command, env=dict(environ))  # noqa: S603  # the user's own command
        except FileNotFoundError as error:
            raise CannotRun(
                f"there is no command {command[0]!r}; is it spelled as in your shell, and "
                "installed?",
                NOT_FOUND,
            ) from error
        except OSError as error:
            text = f"{command[0]} cannot be run: {error.strerror}"
            raise CannotRun(text, NOT_EXECUTABLE) from error
        pass_on_to(process)
        code = process.wait()
    return KILLED - code if code < 0 else code


@contextmanager
def _signals_passed_on() -> Iterator[Callable[[subprocess.Popen[bytes]], None]]:
    """Pass on signals to the process that is named, those that came before included."""
    processes: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        if number in _FROM_THE_KEYBOARD and _in_foreground():
            # The terminal has told the command itself.
            return
        if not processes:
            early.append(number)
        for process in processes:
            if process.poll() is None:
                process.send_signal(number)

    def pass_on_to(process: subprocess.Popen[bytes]) -> None:
        processes.append(process)
        while early:
            process.send_signal(early.pop(0))

    numbers = [getattr(signal, name) for name in _PASSED_ON if hasattr(signal, name)]
    before = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        yield pass_on_to
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_FROM_THE_KEYBOARD = {
    getattr(signal, name) for name in ("SIGINT", "SIGQUIT", "SIGWINCH") if hasattr(signal, name)
}


def _in_foreground() -> bool:
    """Tell whether a terminal speaks to this process, and so to its command as well."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
