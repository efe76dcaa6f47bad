"""The state as one JSON file that TinyDB opens.

The layout is TinyDB's own: tables by name, in each the documents by number. A
document is a row with its ``key``, its ``value`` and, where it has an end, its
``until``. Each stands in a line of its own. One more table, ``wxsim``, tells
the version of the format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Raw

from wxsim.store.documents import Document, fields
from wxsim.store.files import cannot, damaged, sync_directory
from wxsim.store.interface import Row, StoreError, Tables

FORMAT = 1

# The table that is the format's own.
FORMAT_TABLE = "wxsim"
_FORMAT_KEY = "format"

# Between two pieces other threads get their turn: a piece takes about 2 ms.
_ROWS_IN_A_PIECE = 2_000

_encode = msgspec.json.Encoder().encode
_read_tables = msgspec.json.Decoder(dict[str, Raw]).decode
_read_documents = msgspec.json.Decoder(dict[str, Document]).decode


def require_free_name(table: str) -> None:
    """Refuse a table whose name the format keeps for itself.

    Raises:
        ValueError: it is that table.
    """
    if table == FORMAT_TABLE:
        raise ValueError(f"the table {table!r} is the file format's own; choose another name")


def write_snapshot(path: Path, tables: Tables, now: float) -> int:
    """Write the rows that have not ended to a file that is there whole or not at all.

    Args:
        path: where; what stands there is replaced.
        tables: the rows.
        now: the time by which rows end.

    Returns:
        The size of the file in bytes.

    Raises:
        StoreError: it cannot be written. Nothing was changed.
    """
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123  # pathlib opens no descriptor
                write_tables(file, tables, now)
                file.flush()
                os.fsync(descriptor)
                size = file.tell()
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink()
            raise
        sync_directory(path.parent)
    except OSError as error:
        raise cannot("written", path, error) from error
    return size


def write_tables(file: BinaryIO, tables: Tables, now: float) -> None:
    """Write the rows that have not ended to an open file.

    Args:
        file: where to.
        tables: the rows.
        now: the time by which rows end.
    """
    header = {_FORMAT_KEY: (b"%d" % FORMAT, None)}
    before = b"{"
    for name, rows in {FORMAT_TABLE: header, **tables}.items():
        alive = (
            fields(key, value, until)
            for key, (value, until) in rows.items()
            if until is None or until > now
        )
        file.write(b"%b\n%b:{" % (before, _encode(name)))
        for piece in _documents(alive):
            file.write(piece)
        file.write(b"\n}")
        before = b","
    file.write(b"\n}\n")


def _documents(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Number the rows from 1, and return them in pieces worth a write each."""
    piece: list[bytes] = []
    before = b"\n"
    for number, row in enumerate(rows, 1):
        piece.append(b'%b"%d":{%b}' % (before, number, row))
        before = b",\n"
        if len(piece) == _ROWS_IN_A_PIECE:
            yield b"".join(piece)
            piece.clear()
    yield b"".join(piece)


def read_snapshot(path: Path) -> dict[str, dict[str, Row]]:
    """Read the rows of every table.

    Raises:
        FileNotFoundError: there is no such file.
        StoreError: the file cannot be read, is no snapshot, is damaged, or is
            of a newer version.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise cannot("read", path, error) from error
    try:
        tables = _read_tables(text)
    except msgspec.DecodeError as error:
        raise damaged(path, f"line {_line_of(error, text)}: {error}") from error
    _check_format(path, tables.pop(FORMAT_TABLE, Raw(b"{}")))
    return {name: _read_rows(path, name, table) for name, table in tables.items()}


def _read_rows(path: Path, name: str, table: Raw) -> dict[str, Row]:
    try:
        documents = _read_documents(table)
    except msgspec.DecodeError as error:
        raise damaged(path, f"table {name}: {error}") from error
    rows: dict[str, Row] = {}
    for number, document in documents.items():
        try:
            rows[document.key] = document.row()
        except ValueError as error:
            raise damaged(path, f"table {name}, document {number}: {error}") from error
    if len(rows) < len(documents):
        raise damaged(path, f"table {name} has one key in two documents")
    return rows


def _line_of(error: msgspec.DecodeError, text: bytes) -> int:
    """Return the line where msgspec met the error; the last, where the text ends too soon."""
    place = re.search(r"\(byte (\d+)\)", str(error))
    return 1 + text.count(b"\n", 0, int(place[1]) if place else None)


def _check_format(path: Path, table: Raw) -> None:
    try:
        (document,) = _read_documents(table).values()
        found = msgspec.json.decode(document.value, type=int)
    except (ValueError, msgspec.DecodeError) as error:
        raise StoreError(
            f"{path} was not written by wxsim: its table {FORMAT_TABLE!r} does not tell the "
            "format; name a file or a directory that wxsim made"
        ) from error
    if found > FORMAT:
        raise StoreError(
            f"{path} is of format {found}, and this wxsim knows formats up to {FORMAT}; "
            "install the wxsim that wrote it, or a newer one"
        )
