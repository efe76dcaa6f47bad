"""The files of a data directory: their names, and what is said when one fails."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import NamedTuple

from wxsim.store.interface import StoreError

LOCK = "lock"

_GENERATIONAL = re.compile(r"(snapshot|ledger)-([1-9][0-9]*)\.jsonl?")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def snapshot_name(generation: int) -> str:
    """Return the file name of a snapshot."""
    return f"snapshot-{generation}.json"


def ledger_name(generation: int) -> str:
    """Return the file name of the ledger that follows a snapshot."""
    return f"ledger-{generation}.jsonl"


class Listing(NamedTuple):
    """What is in a directory.

    Attributes:
        snapshots: the generations of which there is a snapshot, oldest first.
        ledgers: the generations of which there is a ledger, oldest first.
        unfinished: the names of snapshots that were never finished.
        foreign: the names of all that is not wxsim's.
    """

    snapshots: list[int]
    ledgers: list[int]
    unfinished: list[str]
    foreign: list[str]


def list_directory(path: Path) -> Listing:
    """Look what is in a directory.

    Raises:
        StoreError: it cannot be read, or is none.
    """
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208  # the names are wanted, not paths
    except NotADirectoryError as error:
        raise StoreError(f"{path} is a file; name a directory, new or empty") from error
    except FileNotFoundError as error:
        raise StoreError(f"there is no directory {path}") from error
    except OSError as error:
        raise cannot("read", path, error) from error
    found = Listing([], [], [], [])
    for name in names:
        generation = _GENERATIONAL.fullmatch(name)
        unfinished = _GENERATIONAL.fullmatch(name.removesuffix(".tmp"))
        if generation is not None:
            kind = found.snapshots if generation[1] == "snapshot" else found.ledgers
            kind.append(int(generation[2]))
        elif unfinished is not None:
            found.unfinished.append(name)
        elif name != LOCK:
            found.foreign.append(name)
    found.snapshots.sort()
    found.ledgers.sort()
    return found


def sync_directory(path: Path) -> None:
    """Bring the names in a directory to the disk.

    Raises:
        OSError: the disk refuses.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot(what: str, path: Path, error: OSError) -> StoreError:
    """Return the error that tells why a file cannot be read or written, and the way out."""
    if error.errno in _NO_ROOM:
        way_out = "make room there and try again"
    elif error.errno in _NOT_ALLOWED:
        way_out = "give this user the right to it, or name another directory"
    else:
        way_out = "look after the disk, or name another directory"
    return StoreError(f"{path} cannot be {what}: {error.strerror}; {way_out}; nothing was changed")


def damaged(path: Path, what: str) -> StoreError:
    """Return the error for a file whose content is not what wxsim wrote."""
    return StoreError(
        f"{path} is damaged: {what}; mend it by hand or bring the directory back from a copy; "
        "nothing was changed"
    )
