"""V8, by way of mini-racer, as the engine: for Intel Macs, where quickjs-ng has no wheel."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from wxsim.javascript.engine import LimitReached, Limits, ScriptFailed

mini_racer: Any = import_module("py_mini_racer")
_HEAD = re.compile(r"\S+:\d+: (.*)")


class V8:
    """A context of mini-racer, which runs the jobs of promises by itself."""

    name = "V8"

    def __init__(self, limits: Limits) -> None:
        self._context = mini_racer.MiniRacer()
        self._turn = limits.turn
        self._memory = limits.memory

    def evaluate(self, source: str) -> str:
        """Run a piece of JavaScript: see :class:`~wxsim.javascript.engine.Engine`."""
        try:
            value = self._context.eval(source, timeout_sec=self._turn, max_memory=self._memory)
        except mini_racer.JSTimeoutException:
            raise LimitReached("time") from None
        except mini_racer.JSOOMException:
            raise LimitReached("memory") from None
        except mini_racer.JSEvalException as error:
            raise _reason(str(error)) from None
        return value if isinstance(value, str) else ""

    def run_jobs(self) -> None:
        """Wait until the jobs that an evaluation left have run, or find that they never end."""
        try:
            self._context.eval("0", timeout_sec=self._turn)
        except mini_racer.JSTimeoutException:
            raise LimitReached("microtasks") from None

    def close(self) -> None:
        """Stop the context and its thread."""
        self._context.close()


def _reason(text: str) -> ScriptFailed:
    """Read mini-racer's text: where and what, the line itself, and the frames if there are any."""
    first, _, rest = text.partition("\n")
    head = _HEAD.match(first)
    frames = [line for line in rest.splitlines() if line.lstrip().startswith("at ")]
    return ScriptFailed(head[1] if head else first, "\n".join(frames) or first)
