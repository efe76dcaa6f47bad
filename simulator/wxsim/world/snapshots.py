"""Whole states of a world, kept by name beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

from wxsim.store.interface import Row
from wxsim.world.errors import InvalidValue, Unknown
from wxsim.world.ground import Ground
from wxsim.world.records import Record
from wxsim.world.tables import Table

_NAME = re.compile(r"[\w.-]{1,64}")
_TABLE = "snapshots"

# What stays as it is when everything else goes back. How often the world was
# opened never goes back: no two openings may give out the same rids.
LASTING = frozenset({"origin", _TABLE})


class SnapshotInfo(Record, frozen=True, kw_only=True):
    """What a list of snapshots says of each.

    Attributes:
        saved_at: Unix seconds by the world's clock.
        rows: how many rows of the store are in it.
    """

    name: str
    saved_at: float
    rows: int


class _Snapshot(SnapshotInfo, frozen=True, kw_only=True):
    tables: dict[str, dict[str, Row]]


class Snapshots:
    """States to go back to.

    They are rows of the store like any other, so they survive what it survives,
    and all who share it share them. A snapshot has everything that is in the
    store: apps, people, codes, keys, tokens, faults and the time. It has no
    snapshots, and neither ledger nor journal: what happened has happened.

    Args:
        ground: where the world is.
        on_restore: called when the store has gone back, so that those catch up
            who remember things outside of it.
    """

    def __init__(self, ground: Ground, on_restore: Callable[[], object]) -> None:
        self._store = ground.store
        self._clock = ground.clock
        self._ledger = ground.ledger
        self._on_restore = on_restore
        self._snapshots = Table(ground.store, _TABLE, _Snapshot)
        # The same rows, without decoding what is in the snapshots.
        self._infos = Table(ground.store, _TABLE, SnapshotInfo)

    def save(self, name: str) -> SnapshotInfo:
        """Keep everything as it is now, in the place of the snapshot that had the name.

        Args:
            name: 1 to 64 letters, digits, ``_``, ``-`` or ``.``.

        Raises:
            InvalidValue: the name is none.
        """
        if not _NAME.fullmatch(name) or not name.strip("."):
            raise InvalidValue(
                f"{name!r} is no name for a snapshot",
                "use 1 to 64 letters, digits, '_', '-' or '.', and not dots alone",
            )
        tables = self._store.dump(without=LASTING)
        snapshot = _Snapshot(
            name=name,
            saved_at=self._clock.now(),
            rows=sum(map(len, tables.values())),
            tables=tables,
        )
        self._snapshots.change(name, snapshot, lambda _: snapshot)
        return _info(snapshot)

    def restore(self, name: str) -> SnapshotInfo:
        """Bring everything back as it was saved, the snapshots excepted.

        Raises:
            Unknown: there is no such snapshot.
        """
        snapshot = self._snapshots.get(name)
        if snapshot is None:
            raise self._unknown(name)
        self._store.restore(snapshot.tables, without=LASTING)
        self._on_restore()
        self._ledger.write("snapshot restored", f"all is again as in the snapshot {name}")
        return _info(snapshot)

    def delete(self, name: str) -> SnapshotInfo:
        """Throw a snapshot away, and return what it was.

        Raises:
            Unknown: there is no such snapshot.
        """
        info = self._infos.get(name)
        if info is None or not self._infos.delete(name):
            raise self._unknown(name)
        return info

    def list(self) -> list[SnapshotInfo]:
        """Return what there is, oldest first."""
        return sorted(self._infos.all(), key=lambda info: (info.saved_at, info.name))

    def _unknown(self, name: str) -> Unknown:
        return Unknown("snapshot", name, self._infos.keys())


def _info(snapshot: _Snapshot) -> SnapshotInfo:
    return SnapshotInfo(name=snapshot.name, saved_at=snapshot.saved_at, rows=snapshot.rows)
