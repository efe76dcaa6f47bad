"""The state that the files of a data directory make up together.

Snapshot N is the state at the moment when ledger N began, so the state is the
newest snapshot and, over it, its ledger and all later ones, in order. A
compaction begins ledger N+1, writes snapshot N+1 beside it and gives it its
name when it is whole, and only then removes snapshot N and ledger N. Whenever
the process is killed, the newest whole snapshot and the ledgers from its
number on are complete, and no change is in both.

Where everything is replaced at once, the new state is snapshot N+1, and the
ledgers before it have nothing to do with it: they are read as long as it has
not got its name, and never after.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from wxsim.store.files import (
    Listing,
    cannot,
    damaged,
    ledger_name,
    list_directory,
    snapshot_name,
    sync_directory,
)
from wxsim.store.interface import Row, StoreError, Tables
from wxsim.store.ledger_file import Ledger, LedgerFile, Torn, read_ledger
from wxsim.store.snapshot import read_snapshot, write_snapshot

# How often a reader starts anew when a running simulator compacts under its hands.
_ATTEMPTS = 10


class State(NamedTuple):
    """What was read.

    Attributes:
        generation: the snapshot's.
        snapshot_size: in bytes.
        ledgers: the later generations' too; the last one is written on.
        lines: how many changes the ledgers hold.
        ledger_size: of all ledgers, in bytes.
        tables: the rows, those among them whose time is over too.
        torn: the last line, where it is half a line.
    """

    generation: int
    snapshot_size: int
    ledgers: list[int]
    lines: int
    ledger_size: int
    tables: dict[str, dict[str, Row]]
    torn: Torn | None


def prepare(path: Path) -> None:
    """See that a directory is wxsim's or can become so; make it when it is not there.

    Raises:
        StoreError: it holds other things, or cannot be made or read. Nothing
            was changed.
    """
    try:
        path.mkdir(0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StoreError(f"{path} is a file; name a directory, new or empty") from error
    except OSError as error:
        raise cannot("made", path, error) from error
    listing = list_directory(path)
    if is_new(listing) and listing.foreign:
        raise StoreError(
            f"{path} holds other things ({listing.foreign[0]}) and no data of wxsim; name a "
            "directory that is new or empty; nothing was changed"
        )


def is_new(listing: Listing) -> bool:
    """Tell whether no world was ever kept in a directory."""
    # The first ledger is there a moment before the first snapshot.
    return not listing.snapshots and listing.ledgers in ([], [1])


def begin(path: Path, tables: Tables, now: float) -> None:
    """Make the first generation, in a directory that :func:`is_new`.

    Raises:
        StoreError: it cannot be written.
    """
    ledger = LedgerFile(path / ledger_name(1))
    ledger.close()
    if ledger.size:
        raise damaged(path / snapshot_name(1), "it is missing, and its ledger is not")
    write_snapshot(path / snapshot_name(1), tables, now)
    try:
        sync_directory(path.parent)
    except OSError as error:
        raise cannot("written", path.parent, error) from error


def read_state(path: Path) -> State:
    """Read a data directory, also one in which a simulator is at work.

    Raises:
        StoreError: it is no data directory, cannot be read, is damaged, or is
            of a newer version.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _read_once(path)
        except FileNotFoundError:
            continue
    raise StoreError(f"{path} loses files while it is being read; is somebody removing them?")


def _read_once(path: Path) -> State:
    listing = list_directory(path)
    if not listing.snapshots:
        raise StoreError(
            f"{path} is no data directory of wxsim: it has no snapshot; name one that "
            "`wxsim serve --data` or `wxsim data import` made"
        )
    generation = listing.snapshots[-1]
    ledgers = [number for number in listing.ledgers if number >= generation]
    if ledgers != list(range(generation, generation + len(ledgers))) or not ledgers:
        missing = min(set(range(generation, generation + len(ledgers) + 1)) - set(ledgers))
        raise damaged(path / ledger_name(missing), "it is missing, and changes with it")
    # The last one first: a simulator that begins the next one meanwhile then
    # leaves a gap at the end of what is read, and none in the middle.
    texts = [_read(path / ledger_name(number)) for number in reversed(ledgers)][::-1]
    snapshot = path / snapshot_name(generation)
    tables = read_snapshot(snapshot)
    lines, torn = 0, None
    for number, text in zip(ledgers, texts, strict=True):
        if torn is not None and text:
            raise damaged(torn.path, f"line {torn.line} is half a line, and others follow it")
        ledger = read_ledger(path / ledger_name(number), text)
        _apply(path / ledger_name(number), ledger, tables)
        lines += len(ledger.changes)
        torn = ledger.torn or torn
    newest = list_directory(path).snapshots[-1:]
    if newest != [generation]:
        # A later ledger that was read may go on from another state than this.
        raise FileNotFoundError
    return State(
        generation=generation,
        snapshot_size=snapshot.stat().st_size,
        ledgers=ledgers,
        lines=lines,
        ledger_size=sum(map(len, texts)),
        tables=tables,
        torn=torn,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise cannot("read", path, error) from error


def _apply(path: Path, ledger: Ledger, tables: dict[str, dict[str, Row]]) -> None:
    for number, change in enumerate(ledger.changes, 1):
        try:
            change.apply(tables)
        except ValueError as error:
            raise damaged(path, f"line {number}: {error}") from error
