"""quickjs-ng as the engine."""

from __future__ import annotations

import time
from importlib import import_module

from wxsim.javascript.engine import LimitReached, Limits, ScriptFailed

# It has no type hints.
quickjs = import_module("quickjs")


class QuickJs:
    """A context of quickjs-ng.

    Its time limit counts the computing of one evaluation or one job. An
    interrupted script cannot catch that, so it always comes out here.
    """

    name = "quickjs-ng"

    def __init__(self, limits: Limits) -> None:
        self._context = quickjs.Context()
        self._context.set_memory_limit(limits.memory)
        self._context.set_time_limit(limits.turn)
        self._turn = limits.turn

    def evaluate(self, source: str) -> str:
        """Run a piece of JavaScript: see :class:`~wxsim.javascript.engine.Engine`."""
        try:
            value = self._context.eval(source)
        except quickjs.JSException as error:
            raise _reason(error) from None
        return value if isinstance(value, str) else ""

    def run_jobs(self) -> None:
        """Run all jobs of promises: see :class:`~wxsim.javascript.engine.Engine`."""
        give_up = time.monotonic() + self._turn
        try:
            while self._context.execute_pending_job():
                if time.monotonic() > give_up:
                    raise LimitReached("microtasks")
        except quickjs.JSException as error:
            raise _reason(error) from None

    def close(self) -> None:
        """Let go of the context."""
        del self._context


def _reason(error: Exception) -> Exception:
    message, _, stack = str(error).partition("\n")
    if message == "InternalError: interrupted":
        return LimitReached("time", stack)
    if message in ("InternalError: out of memory", "null"):
        return LimitReached("memory", stack)
    return ScriptFailed(message, stack)
