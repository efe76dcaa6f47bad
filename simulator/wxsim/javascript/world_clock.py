"""The time of the program: the simulator's, with what its timers have waited."""

from __future__ import annotations

import time
from typing import Any, Protocol


class Control(Protocol):
    """The simulator's control door."""

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask it and return the decoded answer."""


class ProgramClock:
    """How far the program's time is ahead of this machine's.

    A timer is not waited for: time is moved on instead. The simulator's clock
    goes along where the simulator belongs to this run alone; one that others
    use too is only read.

    Args:
        control: the simulator.
        appid: whose time counts.
        moves: whether the simulator's clock may be moved.
    """

    def __init__(self, control: Control, appid: str, *, moves: bool) -> None:
        self._control = control
        self._moves = moves
        shown = control.ask("GET", "/clock")
        now = shown.get("apps", {}).get(appid, shown)["now"]
        self.ahead = (now - time.time()) * 1000

    def move(self, milliseconds: float) -> None:
        """Let time pass."""
        self.ahead += milliseconds
        if self._moves and milliseconds > 0:
            self._control.ask("POST", "/clock/advance", {"by": milliseconds / 1000})
