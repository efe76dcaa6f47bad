"""The store that lives and dies with the process."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import Lock

from wxsim.store.interface import Store

# A value, and until when it is needed.
_Row = tuple[bytes, float | None]


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
        self._tables: defaultdict[str, dict[str, _Row]] = defaultdict(dict)
        self._ending: list[tuple[float, str, str]] = []
        self._now = now
        self._lock = Lock()

    def get(self, table: str, key: str) -> bytes | None:
        with self._lock:
            row = self._tables[table].get(key)
        return None if row is None else row[0]

    def put(self, table: str, key: str, value: bytes) -> None:
        with self._lock:
            rows = self._tables[table]
            rows[key] = (value, rows[key][1] if key in rows else None)

    def add(self, table: str, key: str, value: bytes, ttl: float | None = None) -> bool:
        with self._lock:
            rows = self._tables[table]
            if key in rows:
                return False
            until = None
            if ttl is not None and self._now is not None:
                now = self._now()
                until = now + ttl
                heapq.heappush(self._ending, (until, table, key))
                self._forget_some(now)
            rows[key] = (value, until)
            return True

    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        with self._lock:
            rows = self._tables[table]
            row = rows.get(key)
            if row is None or row[0] != expected:
                return False
            rows[key] = (value, row[1])
            return True

    def delete(self, table: str, key: str) -> bool:
        with self._lock:
            return self._tables[table].pop(key, None) is not None

    def scan(self, table: str, prefix: str = "") -> Iterable[tuple[str, bytes]]:
        with self._lock:
            rows = list(self._tables[table].items())
        return [(key, row[0]) for key, row in rows if key.startswith(prefix)]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _forget_some(self, now: float) -> None:
        for _ in range(_FORGOTTEN_PER_ADD):
            if not self._ending or self._ending[0][0] > now:
                return
            until, table, key = heapq.heappop(self._ending)
            row = self._tables[table].get(key)
            # The row may have been deleted and another one added since.
            if row is not None and row[1] == until:
                del self._tables[table][key]
