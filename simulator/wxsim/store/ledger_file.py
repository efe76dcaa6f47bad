"""The ledger: one line of JSON for each change of a row, in the order of the changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from wxsim.store.documents import Document, fields
from wxsim.store.files import cannot, damaged
from wxsim.store.interface import Row, StoreError
from wxsim.store.snapshot import require_free_name

_encode = msgspec.json.Encoder().encode

# macOS has no fdatasync.
_sync = getattr(os, "fdatasync", os.fsync)


class Change(Document, kw_only=True, gc=False):
    """A line: the whole row as it is from here on, or that it is gone."""

    op: Literal["put", "delete"]
    table: str

    def apply(self, tables: dict[str, dict[str, Row]]) -> None:
        """Make the change.

        Raises:
            ValueError: the row has no value.
        """
        rows = tables.setdefault(self.table, {})
        if self.op == "put":
            rows[self.key] = self.row()
        else:
            rows.pop(self.key, None)


_decoder = msgspec.json.Decoder(Change)


class Lines:
    """Makes the lines of changes. Not for several threads at a time."""

    def __init__(self) -> None:
        self._tables: dict[str, bytes] = {}

    def put(self, table: str, key: str, value: bytes, until: float | None) -> bytes:
        """Return the line of a row that is new or has changed."""
        return b'{"op":"put","table":%b,%b}\n' % (self._table(table), fields(key, value, until))

    def delete(self, table: str, key: str) -> bytes:
        """Return the line of a row that is gone."""
        return b'{"op":"delete","table":%b,"key":%b}\n' % (self._table(table), _encode(str(key)))

    def _table(self, name: str) -> bytes:
        encoded = self._tables.get(name)
        if encoded is None:
            require_free_name(name)
            encoded = self._tables[name] = _encode(str(name))
        return encoded


class LedgerFile:
    """A ledger that is being written, by one process and one thread at a time.

    Args:
        path: the file; it is made when it is not there.

    Raises:
        StoreError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unusable: str | None = None
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            self._descriptor = os.open(path, flags, 0o600)
            self.size = os.fstat(self._descriptor).st_size
        except OSError as error:
            raise cannot("written", path, error) from error

    def append(self, line: bytes) -> None:
        """Write a line with one ``write(2)``: it survives whatever ends this process.

        Raises:
            StoreError: it cannot be written. What was written of it has been
                taken back; if that failed too, the ledger takes no more lines.
        """
        self.check()
        rest = line
        try:
            # More than once only where the disk has no room for the whole of
            # it: the next attempt tells the reason.
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            self._take_back(len(line) - len(rest))
            raise cannot("written", self.path, error) from error
        self.size += len(line)

    def sync(self) -> None:
        """Bring what was written to the disk.

        Raises:
            StoreError: the disk refuses. What it has of the latest lines
                nobody can tell, so the ledger takes no more.
        """
        self.check()
        try:
            _sync(self._descriptor)
        except OSError as error:
            self._unusable = (
                f"{self.path} cannot be brought to the disk: {error.strerror}; look after the "
                "disk and start wxsim again; the latest changes may be lost"
            )
            raise StoreError(self._unusable) from error

    def check(self) -> None:
        """See that the ledger can take lines.

        Raises:
            StoreError: it is closed, or an earlier failure was not undone.
        """
        if self._unusable is not None:
            raise StoreError(self._unusable)

    def give_up(self, why: str) -> None:
        """Take no more lines, for a reason that whoever brings one is told."""
        self._unusable = why

    def close(self) -> None:
        """Take no more lines."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._unusable = self._unusable or f"{self.path} is closed; open the store again"

    def _take_back(self, written: int) -> None:
        if not written:
            return
        try:
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
        except OSError as error:
            self._unusable = (
                f"{self.path} ends in half a line, which cannot be taken back: {error.strerror}; "
                "make room or look after the disk, and start wxsim again"
            )


class Torn(NamedTuple):
    """A last line that was not written to its end, so was never answered for.

    Attributes:
        path: the ledger.
        line: its number, from 1.
        start: the length of the ledger without it, in bytes.
        size: how much there is of it, in bytes.
    """

    path: Path
    line: int
    start: int
    size: int


class Ledger(NamedTuple):
    """What a ledger file holds."""

    changes: list[Change]
    torn: Torn | None


def read_ledger(path: Path, text: bytes) -> Ledger:
    """Read the lines of a ledger.

    Args:
        path: the file, for errors.
        text: what is in it.

    Raises:
        StoreError: a line other than the last is no change.
    """
    whole = text.rfind(b"\n") + 1
    try:
        changes = _decoder.decode_lines(text[:whole])
    except (msgspec.DecodeError, UnicodeDecodeError):
        changes, whole = _read_line_by_line(path, text, whole)
    if whole == len(text):
        return Ledger(changes, None)
    return Ledger(changes, Torn(path, _line_at(text, whole), whole, len(text) - whole))


def _read_line_by_line(path: Path, text: bytes, whole: int) -> tuple[list[Change], int]:
    """Return the changes and where they end, or name the line that is none."""
    lines = text[:whole].split(b"\n")[:-1]
    changes = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            changes.append(_decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            is_last = number == len(lines) and whole == len(text)
            # A ValidationError is well-formed JSON: nothing has torn that.
            if is_last and not isinstance(error, msgspec.ValidationError):
                return changes, whole - len(line) - 1
            raise damaged(path, f"line {number}: {error}") from error
    return changes, whole


def _line_at(text: bytes, place: int) -> int:
    return text.count(b"\n", 0, place) + 1
