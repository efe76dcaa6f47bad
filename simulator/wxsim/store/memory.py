"""The store that lives and dies with the process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from threading import Lock

from wxsim.store.interface import Store


class MemoryStore(Store):
    """A dictionary for each table and one lock for all of them."""

    def __init__(self) -> None:
        self._tables: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
        self._lock = Lock()

    def get(self, table: str, key: str) -> bytes | None:
        with self._lock:
            return self._tables[table].get(key)

    def put(self, table: str, key: str, value: bytes) -> None:
        with self._lock:
            self._tables[table][key] = value

    def add(self, table: str, key: str, value: bytes) -> bool:
        with self._lock:
            rows = self._tables[table]
            if key in rows:
                return False
            rows[key] = value
            return True

    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        with self._lock:
            rows = self._tables[table]
            if rows.get(key) != expected:
                return False
            rows[key] = value
            return True

    def delete(self, table: str, key: str) -> bool:
        with self._lock:
            return self._tables[table].pop(key, None) is not None

    def scan(self, table: str, prefix: str = "") -> Iterable[tuple[str, bytes]]:
        with self._lock:
            rows = list(self._tables[table].items())
        return [(key, value) for key, value in rows if key.startswith(prefix)]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""
