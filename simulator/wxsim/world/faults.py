"""Errors that WeChat is told to answer with, whatever the request deserves."""

from __future__ import annotations

from threading import Lock

import msgspec

from wxsim.world.errors import Refused


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Answer the next ``times`` calls of ``path`` with ``errcode``."""

    path: str
    errcode: int
    times: int = 1


class Faults:
    """The errors that wait for their calls, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Let ``fault`` wait for its calls."""
        with self._lock:
            self._waiting.append(fault)

    def strike(self, path: str) -> None:
        """Let the first fault that waits for ``path`` strike.

        Raises:
            Refused: with the fault's errcode.
        """
        if not self._waiting:
            return
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if fault.path == path:
                    left = fault.times - 1
                    self._waiting[place : place + 1] = (
                        [msgspec.structs.replace(fault, times=left)] if left > 0 else []
                    )
                    raise Refused(
                        fault.errcode, f"a fault set on purpose answered {path} ({left} left)"
                    )
