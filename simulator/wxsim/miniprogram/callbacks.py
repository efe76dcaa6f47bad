"""success, fail and complete, and when they run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wxsim.miniprogram.outcome import Outcome

Callback = Callable[[dict[str, Any]], object]
_NAMES = ("success", "fail", "complete")


@dataclass(frozen=True)
class Callbacks:
    """The callbacks of one call; all three get the same result object."""

    success: Callback | None = None
    fail: Callback | None = None
    complete: Callback | None = None

    @property
    def given(self) -> bool:
        """Whether the caller passed any of them."""
        return any((self.success, self.fail, self.complete))

    def deliver(self, outcome: Outcome) -> None:
        """Call success or fail, then complete, which runs even if the first raised."""
        first = self.success if outcome.ok else self.fail
        try:
            if first is not None:
                first(outcome.result)
        finally:
            if self.complete is not None:
                self.complete(outcome.result)


def split(
    api: str, options: Mapping[str, Any] | None, keywords: Mapping[str, Any]
) -> tuple[dict[str, Any], Callbacks]:
    """Part the options of a call from its callbacks.

    Args:
        api: the API's name, for the error text.
        options: the options object, as in JavaScript.
        keywords: options passed as keywords; they win over the object's.

    Raises:
        TypeError: the options are no mapping, or a callback cannot be called.
    """
    if options is not None and not isinstance(options, Mapping):
        raise TypeError(
            f"wx.{api} takes one dict of options, or keywords, not {type(options).__name__}"
        )
    merged = {**(options or {}), **keywords}
    callbacks = {name: merged.pop(name, None) for name in _NAMES}
    for name, callback in callbacks.items():
        if callback is not None and not callable(callback):
            raise TypeError(f"{name} of wx.{api} must be a function, not {type(callback).__name__}")
    return merged, Callbacks(**callbacks)


class CallbackQueue:
    """Runs callbacks one after the other, never one inside another.

    WeChat's callbacks are asynchronous: what a callback starts is answered
    only after that callback has returned. Here the outermost wx call runs the
    queue until it is empty, and only then returns.

    An exception in a callback comes out of that outermost call, after the
    ``complete`` of the same call; the callbacks that still wait are dropped.
    (WeChat would log it and go on, and the test would pass.)
    """

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._running = False

    def run(self, job: Callable[[], None]) -> None:
        """Run ``job`` and all that it puts behind itself, or queue it if one runs."""
        self._waiting.append(job)
        if self._running:
            return
        self._running = True
        try:
            while self._waiting:
                self._waiting.popleft()()
        finally:
            self._waiting.clear()
            self._running = False
