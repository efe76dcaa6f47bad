"""The one small interface behind which the world is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping

# A value and its end: until when it is needed, as the store itself counts time;
# None where that is for ever.
Row = tuple[bytes, float | None]

# Rows by key, by table.
Tables = Mapping[str, Mapping[str, Row]]


class StoreError(Exception):
    """A store cannot be opened, read or written; the text says what to do.

    Nothing was changed by the call that raises it, except where the text says so.
    """


class Store(ABC):
    """Tables of byte strings by key, with the atomic steps the world needs.

    A value is opaque: the world encodes its records, so a store can keep them
    in memory, write them to a file or send them to another machine without
    knowing what they mean, and nothing that was read can be changed behind its
    back. Each method is atomic on its own, from any thread. There are no
    transactions: every decision of the world turns on one
    :meth:`compare_and_set` or one :meth:`add`.

    Attributes:
        may_wait: whether a method may wait for a disk or a network, so that an
            event loop had better call it in a thread.
        shared: whether other processes change it too.
    """

    may_wait = False
    shared = False

    @abstractmethod
    def get(self, table: str, key: str) -> bytes | None:
        """Return the value under ``key``, or None."""

    @abstractmethod
    def put(self, table: str, key: str, value: bytes) -> None:
        """Write ``value`` under ``key``, whatever was there."""

    @abstractmethod
    def add(self, table: str, key: str, value: bytes, ttl: float | None = None) -> bool:
        """Write ``value`` only if the key is free; tell whether it was.

        Args:
            table: which table.
            key: where in it.
            value: what to write.
            ttl: seconds after which nobody asks for the row any more, so that
                the store may let go of it. It stays the row's until it is
                deleted, whatever is written there meanwhile.
        """

    @abstractmethod
    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        """Replace ``expected`` by ``value``; False, and no change, if it was not there."""

    @abstractmethod
    def delete(self, table: str, key: str) -> bool:
        """Remove ``key``; tell whether it was there."""

    @abstractmethod
    def scan(self, table: str, prefix: str = "") -> Iterable[tuple[str, bytes]]:
        """Return the pairs whose key begins with ``prefix``, in no particular order.

        What is written while the scan is read may or may not be in it.
        """

    @abstractmethod
    def dump(self, *, without: Collection[str] = ()) -> dict[str, dict[str, Row]]:
        """Return all rows as they are at one moment, tables without rows left out.

        Args:
            without: tables that are left out too.
        """

    @abstractmethod
    def restore(self, tables: Tables, *, without: Collection[str] = ()) -> None:
        """Put these rows in the place of all that is there, in one step.

        Whoever reads meanwhile finds a row as it was before or as it is
        afterwards, and whatever ends the process, all rows are the old ones or
        all are the new ones.

        Args:
            tables: what :meth:`dump` of a store of the same kind returned. Rows
                without an end may come from anywhere.
            without: tables that stay as they are, whatever ``tables`` has of them.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections. A closed store is not used again."""
