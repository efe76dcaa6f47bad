"""Typed tables over a store of bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

import msgspec

from wxsim.store import Store
from wxsim.world.records import Record

R = TypeVar("R", bound=Record)


class Table(Generic[R]):
    """Records of one kind by key.

    Args:
        store: where the records are kept.
        name: the table's name in the store.
        kind: the record class.
        kept: how many decoded records are kept in case they are read again
            before they change. What was read from the store decides all the same.
    """

    def __init__(self, store: Store, name: str, kind: type[R], *, kept: int = 0) -> None:
        self._store = store
        self._name = name
        self._encode = msgspec.json.Encoder().encode
        decode: Callable[[bytes], R] = msgspec.json.Decoder(kind).decode
        self._decode = lru_cache(kept)(decode) if kept else decode
        # What was read last, and the bytes it was read from: mostly what is replaced next.
        self._read: tuple[R | None, bytes] = (None, b"")

    def get(self, key: str) -> R | None:
        """Return the record under ``key``, or None."""
        value = self._store.get(self._name, key)
        if value is None:
            return None
        record = self._decode(value)
        self._read = (record, value)
        return record

    def add(self, key: str, record: R, ttl: float | None = None) -> bool:
        """Write ``record`` only if the key is free; tell whether it was.

        Args:
            key: where.
            record: what.
            ttl: seconds after which it may be forgotten.
        """
        return self._store.add(self._name, key, self._encode(record), ttl)

    def delete(self, key: str) -> bool:
        """Remove the record under ``key``; tell whether there was one."""
        return self._store.delete(self._name, key)

    def replace(self, key: str, old: R, new: R) -> bool:
        """Write ``new`` only if ``old`` still stands there; tell whether it did."""
        written = self._encode(new)
        record, value = self._read
        expected = value if record is old else self._encode(old)
        if self._store.compare_and_set(self._name, key, expected, written):
            return True
        # Equal records may have unequal bytes: 5 and 5.0, or a field that was
        # added to the class since. So the bytes compared are the bytes stored.
        stored = self._store.get(self._name, key)
        if stored is None or self._decode(stored) != old:
            return False
        return self._store.compare_and_set(self._name, key, stored, written)

    def change(self, key: str, first: R, step: Callable[[R], R]) -> R:
        """Take a record one step further, whoever else is at it.

        Args:
            key: where the record stands.
            first: what to start from where nothing stands yet.
            step: makes the new record from the one that stands there. It is
                called again when another thread was faster, so it must not do
                anything but compute.

        Returns:
            The record as it was written.
        """
        while True:
            value = self._store.get(self._name, key)
            old = first if value is None else self._decode(value)
            new = step(old)
            if new == old and value is not None:
                return old
            written = self._encode(new)
            if value is None:
                if self._store.add(self._name, key, written):
                    return new
            elif self._store.compare_and_set(self._name, key, value, written):
                return new

    def all(self, prefix: str = "") -> list[R]:
        """Return every record whose key begins with ``prefix``, in no order."""
        return [self._decode(value) for _, value in self._store.scan(self._name, prefix)]

    def items(self, prefix: str = "") -> list[tuple[str, R]]:
        """Return every key that begins with ``prefix`` and its record, in no order."""
        pairs = self._store.scan(self._name, prefix)
        return [(key, self._decode(value)) for key, value in pairs]

    def keys(self, prefix: str = "") -> list[str]:
        """Return every key that begins with ``prefix``, in no order."""
        return [key for key, _ in self._store.scan(self._name, prefix)]
