"""The SQLite database that holds accounts and sessions."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

# The columns of `user` are called what WeChat and the JSON call them: one name
# for one thing, from the phone to the disk. Phone numbers are text, because a
# number loses leading zeros and a "+". IMMEDIATE makes processes that start
# together take turns, where they would find each other in the way.
_SCHEMA = """
PRAGMA foreign_keys = ON;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS user (
    userId          INTEGER PRIMARY KEY,
    openid          TEXT    NOT NULL UNIQUE,
    nickName        TEXT    NOT NULL DEFAULT '',
    avatarUrl       TEXT    NOT NULL DEFAULT '',
    gender          INTEGER NOT NULL DEFAULT 0,
    province        TEXT    NOT NULL DEFAULT '',
    city            TEXT    NOT NULL DEFAULT '',
    country         TEXT    NOT NULL DEFAULT '',
    phoneNumber     TEXT    NOT NULL DEFAULT '',
    purePhoneNumber TEXT    NOT NULL DEFAULT '',
    countryCode     TEXT    NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS session (
    openid               TEXT PRIMARY KEY REFERENCES user (openid) ON DELETE CASCADE,
    third_session_sha256 TEXT NOT NULL UNIQUE,
    session_key          TEXT NOT NULL,
    expires_at           REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS session_by_expiry ON session (expires_at);
COMMIT;
"""


class Database:
    """One connection behind one lock, so that ``:memory:`` works under threads too.

    Several processes may share a file: SQLite's own locks keep them apart.
    Make one Database in each process, after any fork.
    """

    def __init__(self, path: str) -> None:
        """Open the database and make the tables that are missing.

        Args:
            path: an SQLite file, or ``:memory:``.

        Raises:
            ValueError: no database can be opened there.
        """
        self._lock = threading.Lock()
        try:
            # The lock does what sqlite3's same-thread check is there for.
            self._connection = sqlite3.connect(path, check_same_thread=False)
            weakref.finalize(self, self._connection.close)
            self._connection.row_factory = sqlite3.Row
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise ValueError(
                f"cannot use {path!r} as the database ({error}); name an SQLite file, "
                "or a new one in a folder that exists and can be written to"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection: committed at the end, rolled back on an error."""
        with self._lock, self._connection:
            yield self._connection
