"""The store that several simulators share: one Redis, or Valkey."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator

from wxsim.store.interface import Row, Store, StoreError, Tables
from wxsim.store.redis_address import read_address
from wxsim.store.redis_connections import Connections, Part
from wxsim.store.redis_whole import DUMP, ENDLESS, FIELD_OF_A_HASH, RESTORE, pack

# The tables that the world lists on its busy paths, "the first app" and "the
# first person" among them, and what is to be pushed.
LISTED = frozenset({"apps", "people", "outbox", "push_queue"})

# Sent whole with EVAL: a server that restarted knows no script by its name, and
# the hundred bytes that EVALSHA would save cost nothing that can be measured.
_REPLACE = """\
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1"""
_REPLACE_LISTED = """\
if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[2])
return 1"""

# Rows asked for at a time, so that other simulators need not wait for a list.
_AT_A_TIME = 1000

_WILDCARD = re.compile(rb"[\\*?\[\]]")


class RedisStore(Store):
    """A world that any number of processes and machines have in common.

    A row is one key, ``PREFIX:TABLE:KEY``, and every step is one command or
    one script, which Redis carries out without anything in between. A table
    that is listed again and again is one hash instead, ``PREFIX:TABLE``: to
    list it the server looks at its rows alone, where it would otherwise walk
    past every key there is (three apps beside a million codes: 0.1 ms, not
    630 ms). Rows of a hash do not expire.

    **What is sent twice.** A read whose connection broke is asked again. A
    change never is: if its answer is lost, :class:`StoreError` says that
    nobody knows whether it was made. So a code whose exchange failed in that
    way may be spent, but it is never redeemed twice, and an exchange that was
    not answered never counts as one that was. WeChat's -1 means the same.

    **Time.** ``ttl`` counts in the server's own seconds from the moment the
    row is added. While the world's clock runs, or is ahead, a row outlives its
    use, and the world goes by the times inside its records. A clock that
    stands still is another matter: after ``ttl`` seconds of real time, ten
    minutes for a code, Redis forgets a row that the frozen world would still
    honour. The end of a row in a dump is the seconds it had left, and it has as
    many again when it is restored.

    Args:
        url: see :func:`read_address`. Simulators with one URL share one world;
            another ``prefix`` is another world in the same Redis.
        listed: the tables that are kept as hashes. All who share a world must
            agree on them.

    Raises:
        StoreError: the URL is wrong, nothing or something else answers there,
            or the Redis is not fit; the text says what to do.
    """

    may_wait = True
    shared = True

    def __init__(self, url: str, listed: Collection[str] = LISTED) -> None:
        address = read_address(url)
        self._shown = address.shown
        self._prefix = address.prefix
        self._listed = frozenset(listed)
        self._heads: dict[str, bytes] = {}
        self._note = self._row("", "layout")
        self._connections = Connections(address)
        self._read = self._connections.read
        self._change = self._connections.change
        try:
            self._require_that_nothing_is_thrown_out()
            self._require_our_layout()
        except BaseException:
            self.close()
            raise

    def get(self, table: str, key: str) -> bytes | None:
        value: bytes | None
        if table in self._listed:
            value = self._read("HGET", self._head(table), _bytes(key))
        else:
            value = self._read("GET", self._row(table, key))
        return value

    def put(self, table: str, key: str, value: bytes) -> None:
        if table in self._listed:
            self._change("HSET", self._head(table), _bytes(key), value)
        else:
            self._change("SET", self._row(table, key), value, "KEEPTTL")

    def add(self, table: str, key: str, value: bytes, ttl: float | None = None) -> bool:
        if table in self._listed:
            return bool(self._change("HSETNX", self._head(table), _bytes(key), value))
        row = self._row(table, key)
        if ttl is None:
            return self._change("SET", row, value, "NX") is not None
        return self._change("SET", row, value, "NX", "PX", _milliseconds(ttl)) is not None

    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        if table in self._listed:
            head, field = self._head(table), _bytes(key)
            return bool(self._change("EVAL", _REPLACE_LISTED, 1, head, expected, value, field))
        return bool(self._change("EVAL", _REPLACE, 1, self._row(table, key), expected, value))

    def delete(self, table: str, key: str) -> bool:
        if table in self._listed:
            return bool(self._change("HDEL", self._head(table), _bytes(key)))
        return bool(self._change("DEL", self._row(table, key)))

    def scan(self, table: str, prefix: str = "") -> Iterable[tuple[str, bytes]]:
        rows = self._listed_rows if table in self._listed else self._scattered_rows
        # Redis may come by a row more than once.
        return list(rows(table, _bytes(prefix)).items())

    def dump(self, *, without: Collection[str] = ()) -> dict[str, dict[str, Row]]:
        rows, hashes = self._read("EVAL", DUMP, *self._whole(b"", without))
        tables: dict[str, dict[str, Row]] = {}
        for name, value, left in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
            table, _, key = name[len(self._prefix) + 1 :].partition(b":")
            end = None if left < 0 else left / 1000
            tables.setdefault(_unescaped(table), {})[_text(key)] = (value, end)
        for name, pairs in zip(hashes[::2], hashes[1::2], strict=True):
            table = name[len(self._prefix) + 1 :]
            tables[_unescaped(table)] = {
                _text(key): (value, None)
                for key, value in zip(pairs[::2], pairs[1::2], strict=True)
            }
        return tables

    def restore(self, tables: Tables, *, without: Collection[str] = ()) -> None:
        given = {name: rows for name, rows in tables.items() if name not in without}
        packed = pack(self._packable(given))
        self._change("EVAL", RESTORE, *self._whole(packed, without))

    def close(self) -> None:
        self._connections.close()

    def _whole(self, packed: bytes, without: Collection[str]) -> list[Part]:
        """Return what the scripts for everything are sent with."""
        head = _bytes(f"{self._prefix}:")
        return [1, self._note, head, head + b"*", packed, *map(_escaped, without)]

    def _packable(self, tables: Tables) -> Iterator[tuple[bytes, bytes, bytes, int]]:
        for table, rows in tables.items():
            for key, (value, end) in rows.items():
                if table in self._listed:
                    yield self._head(table), _bytes(key), value, FIELD_OF_A_HASH
                else:
                    left = ENDLESS if end is None else _milliseconds(end)
                    yield self._row(table, key), b"", value, left

    def _listed_rows(self, table: str, prefix: bytes) -> dict[str, bytes]:
        head, pattern = self._head(table), _literally(prefix) + b"*"
        found: dict[str, bytes] = {}
        cursor = b"0"
        while True:
            cursor, pairs = self._read("HSCAN", head, cursor, "MATCH", pattern, "COUNT", _AT_A_TIME)
            found.update(zip(map(_text, pairs[::2]), pairs[1::2], strict=True))
            if cursor == b"0":
                return found

    def _scattered_rows(self, table: str, prefix: bytes) -> dict[str, bytes]:
        head = self._head(table) + b":"
        pattern = _literally(head + prefix) + b"*"
        found: dict[str, bytes] = {}
        cursor = b"0"
        while True:
            cursor, rows = self._read("SCAN", cursor, "MATCH", pattern, "COUNT", _AT_A_TIME)
            values = self._read("MGET", *rows) if rows else []
            for row, value in zip(rows, values, strict=True):
                # It may be gone since.
                if value is not None:
                    found[_text(row[len(head) :])] = value
            if cursor == b"0":
                return found

    def _head(self, table: str) -> bytes:
        head = self._heads.get(table)
        if head is None:
            head = self._heads[table] = _bytes(f"{self._prefix}:") + _escaped(table)
        return head

    def _row(self, table: str, key: str) -> bytes:
        return b"%b:%b" % (self._head(table), _bytes(key))

    def _require_that_nothing_is_thrown_out(self) -> None:
        """Refuse a Redis that makes room by throwing out whatever it likes.

        A user whose row is gone would begin again with the codes of their
        first login. One that throws out rows with a lifetime alone loses
        codes and tokens early, when it is full, and nothing else.
        """
        facts = self._read("INFO", "memory")
        policy = re.search(rb"maxmemory_policy:(allkeys-\w+)", facts)
        if policy is not None:
            raise StoreError(
                f"{self._shown} throws rows away when it is full (maxmemory-policy "
                f"{policy[1].decode()}); set its maxmemory-policy to noeviction, or give another"
            )

    def _require_our_layout(self) -> None:
        """Leave a note of where the rows lie, or read the one that is there.

        It also shows at once whether this Redis takes changes and scripts.
        """
        ours = _bytes(f"listed tables: {', '.join(sorted(self._listed))}")
        self._change("SET", self._note, ours, "NX")
        if not self._change("EVAL", _REPLACE, 1, self._note, ours, ours):
            raise StoreError(
                f"{self._shown} has a world of another version of wxsim under the prefix "
                f"{self._prefix}; use that version, or add another prefix to the address, "
                f"as in ?prefix={self._prefix}-2"
            )


def _bytes(text: str) -> bytes:
    # Half of a surrogate pair is no UTF-8, but may well be sent to us as a code.
    return text.encode("utf-8", "surrogatepass")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogatepass")


def _escaped(table: str) -> bytes:
    # A table and a key are two things, whatever colons are in them.
    return _bytes(table.replace("%", "%25").replace(":", "%3A"))


def _unescaped(table: bytes) -> str:
    return _text(table).replace("%3A", ":").replace("%25", "%")


def _milliseconds(seconds: float) -> int:
    # Redis refuses a lifetime of nothing.
    return max(1, math.ceil(seconds * 1000))


def _literally(text: bytes) -> bytes:
    """Return the pattern that matches ``text`` and nothing else."""
    return _WILDCARD.sub(rb"\\\g<0>", text)
