"""Which file and line a frame of a stack means.

Every source stands below the one before it on one endless page, with empty
lines above it when it is evaluated, because the engines cannot be told a
file's name. The line number alone says where it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_FRAME = re.compile(r"(?:<input>|wxsim-modules|wxsim-prelude|<anonymous>):(\d+)(?::(\d+))?")
# Above it stand the host's own one-line evaluations.
_FIRST_LINE = 11


@dataclass(frozen=True)
class Place:
    """A line of a file of the program."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Page:
    """Gives every source its lines, and finds the source of a line again."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._names: list[str] = []
        self._next = _FIRST_LINE

    def put(self, name: str, source: str) -> int:
        """Return the line on which a source starts; an empty name hides it from stacks."""
        start = self._next
        self._starts.append(start)
        self._names.append(name)
        self._next += source.count("\n") + 4
        return start

    def places(self, stack: str) -> Iterator[Place]:
        """Yield the places of a stack that lie in the program, innermost first."""
        for frame in _FRAME.finditer(stack):
            place = self._place(int(frame[1]))
            if place is not None:
                yield place

    def first(self, stack: str) -> Place | None:
        """Return the innermost place of a stack that lies in the program."""
        return next(self.places(stack), None)

    def _place(self, line: int) -> Place | None:
        index = bisect_right(self._starts, line) - 1
        if index < 0 or not self._names[index]:
            return None
        return Place(self._names[index], line - self._starts[index] + 1)
