"""One sync of the disk for all who wait for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition


class GroupSync:
    """Lets one of those who wait do the sync for all of them.

    Syncing costs the same however much there is to sync. So while one caller
    syncs, the others write and wait, and the next sync covers them all.

    Args:
        sync: brings all that was written before its call to the disk, and
            returns how much that is, on a scale that only grows.
    """

    def __init__(self, sync: Callable[[], int]) -> None:
        self._sync = sync
        self._covered = 0
        self._is_syncing = False
        self._turn = Condition()

    def wait(self, upto: int) -> None:
        """Return when a sync has covered ``upto``.

        Raises:
            StoreError: as ``sync`` does.
        """
        with self._turn:
            while self._is_syncing and self._covered < upto:
                self._turn.wait()
            if self._covered >= upto:
                return
            self._is_syncing = True
        covered = 0
        try:
            covered = self._sync()
        finally:
            self._done(covered)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Have no sync begin within the ``with`` block."""
        with self._turn:
            while self._is_syncing:
                self._turn.wait()
            self._is_syncing = True
        try:
            yield
        finally:
            self._done(0)

    def _done(self, covered: int) -> None:
        with self._turn:
            self._covered = max(self._covered, covered)
            self._is_syncing = False
            self._turn.notify_all()
