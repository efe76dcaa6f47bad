"""The store that survives the process: rows in memory, every change in a file."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Literal

from wxsim.store.directory import begin, is_new, prepare, read_state
from wxsim.store.files import (
    cannot,
    ledger_name,
    list_directory,
    snapshot_name,
    sync_directory,
)
from wxsim.store.group_sync import GroupSync
from wxsim.store.interface import Row, StoreError, Tables
from wxsim.store.ledger_file import LedgerFile, Lines, Torn
from wxsim.store.lock import DirectoryLock
from wxsim.store.memory import MemoryStore
from wxsim.store.snapshot import require_free_name, write_snapshot

_log = logging.getLogger(__name__)

# A ledger is compacted when it is larger than this, and than this many times
# the snapshot: so a change is written to disk one and a half times on average,
# and reading the ledger takes little longer than reading the snapshot.
_LEDGER_BYTES = 16 << 20
_LEDGER_TO_SNAPSHOT = 2


class DurableStore(MemoryStore):
    """A :class:`MemoryStore` that writes each change to a ledger before it returns.

    The line of a change is in the kernel's hands before the change is seen in
    memory, so what was answered survives the end of this process, kill -9
    included. With the durability ``disk`` a change returns only when it is on
    the disk, and survives the power supply too. A reader may see it a moment
    earlier.

    A directory is one store's at a time. See :mod:`wxsim.store.directory` for
    its files.

    Args:
        path: the directory; it is made when it is not there.
        now: the earliest of the world's times, as :class:`MemoryStore` has it.
            It is not asked before the store is open: how the world's clock was
            moved stands in the store.
        durability: ``process`` or ``disk``.
        latest: the latest of these times.
        compact_at: how many bytes of ledger there must be at least before it
            is compacted by itself.

    Raises:
        StoreError: the directory cannot be used; the text says why and what to
            do. Nothing was changed in it.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], float],
        durability: Literal["process", "disk"] = "process",
        *,
        latest: Callable[[], float] | None = None,
        compact_at: int = _LEDGER_BYTES,
    ) -> None:
        super().__init__(now, latest)
        self._path = path
        self._time = now
        self.may_wait = durability == "disk"
        self._compact_at = compact_at
        self._lines = Lines()
        self._generation: int
        self._ledger: LedgerFile
        # All bytes ever written by this store, to whichever ledger.
        self._written = 0
        self._syncs = GroupSync(self._sync)
        self._one_compaction = Lock()
        self._asked = Event()
        self._is_closing = False
        prepare(path)
        self._directory_lock = DirectoryLock(path)
        try:
            self._open()
        except BaseException:
            self._directory_lock.release()
            raise
        self._compactor = Thread(target=self._compact_when_asked, name="compact", daemon=True)
        self._compactor.start()

    def put(self, table: str, key: str, value: bytes) -> None:
        super().put(table, key, value)
        self._settle()

    def add(self, table: str, key: str, value: bytes, ttl: float | None = None) -> bool:
        added = super().add(table, key, value, ttl)
        self._settle()
        return added

    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        replaced = super().compare_and_set(table, key, expected, value)
        self._settle()
        return replaced

    def delete(self, table: str, key: str) -> bool:
        deleted = super().delete(table, key)
        self._settle()
        return deleted

    def compact(self) -> None:
        """Write a snapshot of what has not ended, and begin a new ledger.

        Others read and write meanwhile; they stand still only while the tables
        are copied, rows not included (some 10 ms for a million rows).

        Raises:
            StoreError: the snapshot cannot be written. Nothing is lost: the
                ledgers hold it all.
        """
        self._compact(self._time())

    def restore(self, tables: Tables, *, without: Collection[str] = ()) -> None:
        """Put these rows in the place of all that is there; see :meth:`Store.restore`.

        They are the snapshot of a new generation, whose ledger is empty. Up to
        the moment when that snapshot gets its name, a new start finds the old
        rows, and from then on the new ones. Who writes meanwhile waits.

        Raises:
            StoreError: it cannot be written. Nothing was changed, except where
                the text says that the store takes no more changes.
            ValueError: a table has a name that the format keeps for itself.
        """
        for name in tables:
            require_free_name(name)
        with self._one_compaction, self._syncs.paused(), self._lock:
            self._ledger.check()
            restored = self._restored(tables, without)
            generation = self._generation + 1
            ledger = self._new_ledger(generation)
            try:
                size = self._write_restored(generation, restored)
            except BaseException:
                ledger.close()
                raise
            self._ledger.close()
            self._ledger = ledger
            self._generation = generation
            self._older_bytes = 0
            self._set_limit(size)
            self._take_over(restored)
            try:
                self._clear_away(before=generation)
            except StoreError as error:
                _log.warning("the files of the world before are still there: %s", error)

    def close(self) -> None:
        """Let go of the directory, after the compaction that may be under way."""
        self._is_closing = True
        self._asked.set()
        self._compactor.join()
        with self._one_compaction, self._syncs.paused(), self._lock:
            self._ledger.close()
        self._directory_lock.release()

    def _open(self) -> None:
        if is_new(list_directory(self._path)):
            begin(self._path, {}, -math.inf)
        state = read_state(self._path)
        if state.torn is not None:
            self._cut(state.torn)
        self._generation = state.ledgers[-1]
        self._ledger = LedgerFile(self._path / ledger_name(self._generation))
        self._set_limit(state.snapshot_size)
        # Of ledgers whose compaction did not get to its end.
        self._older_bytes = state.ledger_size - self._ledger.size
        if state.ledger_size > self._limit:
            self._asked.set()
        self._clear_away(before=state.generation)
        self._take_over(state.tables)

    def _set(self, table: str, key: str, value: bytes, until: float | None) -> None:
        self._write(self._lines.put(table, key, value, until))
        super()._set(table, key, value, until)

    def _remove(self, table: str, key: str) -> None:
        self._write(self._lines.delete(table, key))
        super()._remove(table, key)

    def _write(self, line: bytes) -> None:
        self._ledger.append(line)
        self._written += len(line)

    def _settle(self) -> None:
        """See to what a change brings with it, the lock being free again.

        A refusal waits for the disk too: it tells of another's change.
        """
        if self.may_wait:
            self._syncs.wait(self._written)
        if self._ledger.size > self._limit:
            self._asked.set()

    def _sync(self) -> int:
        written = self._written
        self._ledger.sync()
        return written

    def _compact_when_asked(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            if self._is_closing:
                return
            if self._older_bytes + self._ledger.size <= self._limit:
                # Asked for by changes that came before the last one was done.
                continue
            try:
                # What has ended is left to add(). It goes by the world's clock,
                # and this may come before the clock is what it was.
                self._compact(-math.inf)
            except StoreError as error:
                _log.warning("the ledger was not compacted and grows on: %s", error)

    def _compact(self, ended_by: float) -> None:
        with self._one_compaction:
            tables = self._begin_ledger()
            path = self._path / snapshot_name(self._generation)
            self._set_limit(write_snapshot(path, tables, ended_by))
            self._older_bytes = 0
            self._clear_away(before=self._generation)

    def _begin_ledger(self) -> dict[str, dict[str, Row]]:
        """Turn to the next ledger, and return the rows as they were at that moment."""
        self._ledger.check()
        generation = self._generation + 1
        ledger = self._new_ledger(generation)
        try:
            with self._syncs.paused(), self._lock:
                self._ledger.check()
                # No line may reach the disk before all lines of the ledger before it.
                if self.may_wait:
                    self._ledger.sync()
                self._ledger, ledger = ledger, self._ledger
                tables = self._copy()
        finally:
            ledger.close()
        self._generation = generation
        return tables

    def _new_ledger(self, generation: int) -> LedgerFile:
        ledger = LedgerFile(self._path / ledger_name(generation))
        try:
            sync_directory(self._path)
        except OSError as error:
            ledger.close()
            raise cannot("written", self._path, error) from error
        return ledger

    def _write_restored(self, generation: int, tables: Tables) -> int:
        """Write the snapshot from which on all is new, and return its size."""
        path = self._path / snapshot_name(generation)
        try:
            # Nothing has ended: the clock may be about to go back with the rows.
            return write_snapshot(path, tables, -math.inf)
        except StoreError:
            if path.exists():
                # It has got its name, and the disk may or may not keep it: what
                # is written to the old ledger now may never be read again.
                self._ledger.give_up(
                    f"{path} cannot be brought to the disk; look after the disk and start wxsim "
                    "again: it will find all as it was before, or all as it was to become"
                )
                self._ledger.check()
            raise

    def _set_limit(self, snapshot_size: int) -> None:
        self._limit = max(self._compact_at, _LEDGER_TO_SNAPSHOT * snapshot_size)

    def _clear_away(self, before: int) -> None:
        """Remove the generations before one, and what a killed compaction left."""
        listing = list_directory(self._path)
        names = [
            *(snapshot_name(number) for number in listing.snapshots if number < before),
            *(ledger_name(number) for number in listing.ledgers if number < before),
            *listing.unfinished,
        ]
        try:
            for name in names:
                (self._path / name).unlink()
        except OSError as error:
            raise cannot("written", self._path, error) from error

    @staticmethod
    def _cut(torn: Torn) -> None:
        try:
            os.truncate(torn.path, torn.start)
        except OSError as error:
            raise cannot("written", torn.path, error) from error
        _log.warning(
            "%s ended in half a line (line %d, %d bytes): its change was under way when the "
            "simulator was ended, and was never answered. It has been cut off",
            torn.path,
            torn.line,
            torn.size,
        )
