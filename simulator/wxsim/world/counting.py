"""Numbers in the order of coming, for lists that show the oldest first."""

from __future__ import annotations

from wxsim.world.ground import Ground
from wxsim.world.records import Counter
from wxsim.world.tables import Table


class Counting:
    """Counts what is added, by kind."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "counters", Counter)

    def next(self, kind: str) -> int:
        """Return the next number of a kind, from 1. A number may be skipped, never given twice."""
        return self._table.change(
            kind, Counter(), lambda counter: Counter(count=counter.count + 1)
        ).count
