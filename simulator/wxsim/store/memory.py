"""The store that lives and dies with the process."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import Lock

from wxsim.store.interface import Store

# A value, and until when it is needed.
Row = tuple[bytes, float | None]

# What one add may do to let go of old rows: more than it brings, so that the
# store shrinks, and little enough that nobody waits for it.
_FORGOTTEN_PER_ADD = 4


class MemoryStore(Store):
    """A dictionary for each table and one lock for all of them.

    Args:
        now: the world's time in seconds, by which rows grow old. Without it
            every row is kept.
    """

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._tables: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        self._ending: list[tuple[float, str, str]] = []
        self._now = now
        self._lock = Lock()

    def get(self, table: str, key: str) -> bytes | None:
        # Without the lock, for a lookup is one step, and a request is mostly
        # lookups. So it must not make the table, as [] would.
        rows = self._tables.get(table)
        row = None if rows is None else rows.get(key)
        return None if row is None else row[0]

    def put(self, table: str, key: str, value: bytes) -> None:
        with self._lock:
            row = self._tables[table].get(key)
            self._set(table, key, value, None if row is None else row[1])

    def add(self, table: str, key: str, value: bytes, ttl: float | None = None) -> bool:
        with self._lock:
            if key in self._tables[table]:
                return False
            if ttl is None or self._now is None:
                self._set(table, key, value, None)
                return True
            now = self._now()
            until = now + ttl
            self._set(table, key, value, until)
            heapq.heappush(self._ending, (until, table, key))
            self._forget_some(now)
            return True

    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        with self._lock:
            row = self._tables[table].get(key)
            if row is None or row[0] != expected:
                return False
            self._set(table, key, value, row[1])
            return True

    def delete(self, table: str, key: str) -> bool:
        with self._lock:
            if key not in self._tables[table]:
                return False
            self._remove(table, key)
            return True

    def scan(self, table: str, prefix: str = "") -> Iterable[tuple[str, bytes]]:
        with self._lock:
            rows = list(self._tables[table].items())
        return [(key, row[0]) for key, row in rows if key.startswith(prefix)]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    # The two steps that all changes are made of, the lock being held. A store
    # that also keeps the rows elsewhere writes them there first.

    def _set(self, table: str, key: str, value: bytes, until: float | None) -> None:
        self._tables[table][key] = (value, until)

    def _remove(self, table: str, key: str) -> None:
        del self._tables[table][key]

    def _forget_some(self, now: float) -> None:
        for _ in range(_FORGOTTEN_PER_ADD):
            if not self._ending or self._ending[0][0] > now:
                return
            until, table, key = heapq.heappop(self._ending)
            row = self._tables[table].get(key)
            # The row may have been deleted and another one added since.
            if row is not None and row[1] == until:
                del self._tables[table][key]
