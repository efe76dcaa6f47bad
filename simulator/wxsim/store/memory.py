"""The store that lives and dies with the process."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from threading import Lock

from wxsim.store.interface import Row, Store, Tables

# What one add may do to let go of old rows: more than it brings, so that the
# store shrinks, and little enough that nobody waits for it.
_FORGOTTEN_PER_ADD = 4


class MemoryStore(Store):
    """A dictionary for each table and one lock for all of them.

    Time is the world's, and apps may have times of their own. A row is needed
    for its ``ttl`` from the latest of these times on, and is let go when the
    earliest is past that, so nobody's time misses it.

    Args:
        now: the earliest of the times, in seconds, by which rows grow old.
            Without it every row is kept.
        latest: the latest of the times; ``now`` where there is only one.
    """

    def __init__(
        self,
        now: Callable[[], float] | None = None,
        latest: Callable[[], float] | None = None,
    ) -> None:
        self._tables: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        self._ending: list[tuple[float, str, str]] = []
        self._now = now
        self._latest = latest or now
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
            if ttl is None or self._now is None or self._latest is None:
                self._set(table, key, value, None)
                return True
            until = self._latest() + ttl
            self._set(table, key, value, until)
            heapq.heappush(self._ending, (until, table, key))
            self._forget_some(self._now())
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

    def dump(self, *, without: Collection[str] = ()) -> dict[str, dict[str, Row]]:
        with self._lock:
            return self._copy(without)

    def restore(self, tables: Tables, *, without: Collection[str] = ()) -> None:
        with self._lock:
            self._take_over(self._restored(tables, without))

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    # The two steps that all changes of a row are made of, the lock being held.
    # A store that also keeps the rows elsewhere writes them there first.

    def _set(self, table: str, key: str, value: bytes, until: float | None) -> None:
        self._tables[table][key] = (value, until)

    def _remove(self, table: str, key: str) -> None:
        del self._tables[table][key]

    # And those of changes of everything.

    def _copy(self, without: Collection[str] = ()) -> dict[str, dict[str, Row]]:
        return {
            name: dict(rows) for name, rows in self._tables.items() if rows and name not in without
        }

    def _restored(self, tables: Tables, without: Collection[str]) -> dict[str, dict[str, Row]]:
        """Return what there is after these tables have come in the place of the others."""
        given = {name: dict(rows) for name, rows in tables.items() if name not in without}
        return given | {name: self._tables[name] for name in without if name in self._tables}

    def _take_over(self, tables: Mapping[str, dict[str, Row]]) -> None:
        # In one step: others look things up without the lock.
        self._tables = defaultdict(dict, tables)
        self._ending = [
            (until, name, key)
            for name, rows in tables.items()
            for key, (_, until) in rows.items()
            if until is not None
        ]
        heapq.heapify(self._ending)

    def _forget_some(self, now: float) -> None:
        for _ in range(_FORGOTTEN_PER_ADD):
            if not self._ending or self._ending[0][0] > now:
                return
            until, table, key = heapq.heappop(self._ending)
            row = self._tables[table].get(key)
            # The row may have been deleted and another one added since.
            if row is not None and row[1] == until:
                del self._tables[table][key]
