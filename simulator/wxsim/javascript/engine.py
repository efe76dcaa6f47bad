"""What the host needs of a JavaScript engine, whichever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Limit = Literal["time", "memory", "microtasks"]

INSTALL = (
    "running JavaScript needs an engine that is not installed; get it with: pip install 'wxsim[js]'"
)


@dataclass(frozen=True)
class Limits:
    """How far a program may go.

    They keep an accident from hanging or filling the machine. They are no
    sandbox: run only code that you would run anyway.

    Attributes:
        turn: seconds of computing without giving way, in one callback.
        memory: bytes that its values may take.
        run: seconds that the whole run may take.
        timers: how many timers may fire.
    """

    turn: float = 2.0
    memory: int = 128 << 20
    run: float = 60.0
    timers: int = 300


class EngineMissing(Exception):
    """No JavaScript engine is installed; the text says how to get one."""


class ScriptFailed(Exception):
    """JavaScript threw, outside anything that would have caught it.

    Attributes:
        stack: the engine's own lines about where.
    """

    def __init__(self, message: str, stack: str) -> None:
        super().__init__(message)
        self.stack = stack


class LimitReached(Exception):
    """The program was stopped.

    Attributes:
        limit: which limit it was.
        stack: the engine's own lines about where, if it tells.
    """

    def __init__(self, limit: Limit, stack: str = "") -> None:
        super().__init__(limit)
        self.limit = limit
        self.stack = stack


class Engine(Protocol):
    """One JavaScript world, used by one thread."""

    name: str

    def evaluate(self, source: str) -> str:
        """Run a piece of JavaScript and return its value, a text; empty for any other.

        Raises:
            ScriptFailed: it threw.
            LimitReached: it was stopped.
        """

    def run_jobs(self) -> None:
        """Run what promises have left to do, until nothing is left.

        Raises:
            LimitReached: it never ended.
        """

    def close(self) -> None:
        """Let go of everything."""
