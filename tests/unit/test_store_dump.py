"""Everything that is in a store, read at one moment and put back in one step."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from wxsim.store import MemoryStore, Store, StoreError
from wxsim.store.durable import DurableStore
from wxsim.store.redis import RedisStore

# Each makes an empty store, given a folder for those that keep files.
STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(time.time),
    "durable": lambda folder: DurableStore(folder / "data", time.time),
    "durable on disk": lambda folder: DurableStore(folder / "data", time.time, "disk"),
}

# The same, given the URL of an empty Redis.
SHARED_STORES: dict[str, Callable[[str], Store]] = {
    "redis": RedisStore,
    "redis, listed tables": lambda url: RedisStore(url, listed=("t", "a:b", "stays")),
}

ODD_TABLES = ["t", "表", "", "a:b", "a%3Ab", "%25", "50%", "[a-z]*", "a/b"]
ODD_KEYS = ["", " ", "a:b", ":", "%", "键", "a\x00b", 'k"\\\n', "*[?]", "k" * 5_000]
ODD_VALUES = [b"", b"{}", bytes(range(256)), b"value\r\n\n", b"\x00", '{"微":"信"}'.encode()]

DAY = 86_400.0


@pytest.fixture(params=[*STORES, *SHARED_STORES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param in SHARED_STORES:
        store = SHARED_STORES[request.param](request.getfixturevalue("redis_url"))
    else:
        store = STORES[request.param](tmp_path)
    yield store
    store.close()


def values(store: Store) -> dict[str, dict[str, bytes]]:
    return {
        table: {key: value for key, (value, _) in rows.items()}
        for table, rows in store.dump().items()
    }


def test_a_dump_has_all_rows_and_no_table_without_rows(store: Store) -> None:
    assert store.dump() == {}
    store.put("t", "a", b"1")
    store.add("u", "b", b"2", ttl=DAY)
    store.put("gone", "c", b"3")
    store.delete("gone", "c")
    assert values(store) == {"t": {"a": b"1"}, "u": {"b": b"2"}}


def test_a_dump_leaves_out_what_it_is_told_to(store: Store) -> None:
    for table in ("t", "u", "v"):
        store.put(table, "a", b"1")
    assert store.dump(without=["t", "v", "nowhere"]) == {"u": {"a": (b"1", None)}}


def test_what_was_dumped_comes_back_and_everything_else_goes(store: Store) -> None:
    for key in ("kept", "changed", "deleted"):
        store.put("t", key, b"1")
    store.add("u", "ending", b"1", ttl=DAY)
    tables = store.dump()
    store.put("t", "changed", b"2")
    store.put("t", "new", b"2")
    store.delete("t", "deleted")
    store.put("new", "a", b"2")
    store.delete("u", "ending")
    for _ in range(2):
        store.restore(tables)
        assert values(store) == {
            "t": {"kept": b"1", "changed": b"1", "deleted": b"1"},
            "u": {"ending": b"1"},
        }
        assert store.get("new", "a") is None
        assert dict(store.scan("t")).keys() == {"kept", "changed", "deleted"}


def test_rows_that_came_back_are_rows_like_any_other(store: Store) -> None:
    store.put("t", "a", b"1")
    store.add("u", "a", b"1", ttl=DAY)
    store.restore(store.dump())
    for table in ("t", "u"):
        assert store.add(table, "a", b"2") is False
        assert store.compare_and_set(table, "a", b"0", b"2") is False
        assert store.compare_and_set(table, "a", b"1", b"2") is True
        assert store.get(table, "a") == b"2"
        assert store.delete(table, "a") is True
        assert store.add(table, "a", b"3") is True


def test_a_dump_is_of_its_moment_and_a_store_keeps_none_of_what_it_was_given(store: Store) -> None:
    store.put("t", "a", b"1")
    tables = store.dump()
    store.restore(tables)
    store.put("t", "b", b"2")
    store.delete("t", "a")
    assert tables == {"t": {"a": (b"1", None)}}


def test_any_table_key_and_value_come_back(store: Store) -> None:
    for table in ODD_TABLES:
        for key in ODD_KEYS:
            for number, value in enumerate(ODD_VALUES):
                store.put(table, f"{key}{number}", value)
    tables, content = store.dump(), values(store)
    assert content.keys() == set(ODD_TABLES)
    store.restore({})
    assert values(store) == {}
    store.restore(tables)
    assert values(store) == content
    assert store.get("a:b", "键5") == '{"微":"信"}'.encode()


def test_thousands_of_rows_come_back(store: Store) -> None:
    rows = {f"{number}": (b"%d" % number, None) for number in range(5_000)}
    store.restore({"t": rows, "u": rows})
    assert store.dump() == {"t": rows, "u": rows}


def test_tables_that_are_left_out_stay_as_they_are(store: Store) -> None:
    store.put("t", "a", b"1")
    store.put("stays", "a", b"1")
    store.put("there since", "a", b"1")
    store.put("a:b%", "a", b"1")
    tables = store.dump()
    store.put("stays", "a", b"2")
    store.put("stays", "b", b"2")
    store.delete("there since", "a")
    store.put("a:b%", "a", b"2")
    store.put("t", "a", b"2")
    store.restore(tables, without=["stays", "there since", "a:b%", "nowhere"])
    assert values(store) == {
        "t": {"a": b"1"},
        "stays": {"a": b"2", "b": b"2"},
        "a:b%": {"a": b"2"},
    }
    assert store.compare_and_set("stays", "b", b"2", b"3") is True


def test_rows_without_an_end_may_come_from_another_store(store: Store) -> None:
    other = MemoryStore()
    other.put("t", "a", b"1")
    other.add("a:b", "c", b"2")
    store.put("t", "old", b"0")
    store.restore(other.dump())
    assert store.dump() == other.dump()


def test_whoever_reads_finds_all_as_before_or_all_as_afterwards(store: Store) -> None:
    worlds = []
    for content in (b"one", b"two"):
        rows = {f"{number}": (content, None) for number in range(200)}
        worlds.append({"t": rows, "u": rows})
    store.restore(worlds[0])
    ended = Event()

    def read() -> None:
        while not ended.is_set():
            assert store.get("t", "7") in (b"one", b"two")
            assert store.dump() in worlds

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for turn in range(20):
            store.restore(worlds[(turn + 1) % 2])
        ended.set()
        for reader in readers:
            reader.result()


def test_a_dump_beside_a_writer_is_what_there_was_at_one_moment(store: Store) -> None:
    store.put("first", "a", b"0")
    for number in range(100):
        store.put(f"between {number}", "a", b"")
    store.put("last", "a", b"0")
    ended = Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            store.put("first", "a", b"%d" % number)
            store.put("last", "a", b"%d" % number)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    writer = Thread(target=write)
    writer.start()
    try:
        for _ in range(200):
            tables = store.dump()
            first, last = (int(tables[name]["a"][0]) for name in ("first", "last"))
            assert first in (last, last + 1)
    finally:
        ended.set()
        writer.join()
        sys.setswitchinterval(interval)


def test_what_writers_were_told_is_there_or_was_written_before_the_world_was_replaced(
    store: Store,
) -> None:
    def write(writer: int) -> None:
        for number in range(50):
            store.add("t", f"{writer} {number}", b"new")

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, writer) for writer in range(4)]
        for _ in range(5):
            store.restore({"t": {"old": (b"old", None)}})
        for writer in writers:
            writer.result()
    assert store.get("t", "old") == b"old"
    # Of each, nothing is missing after the first that came later.
    for writer in range(4):
        numbers = sorted(int(key.split()[1]) for key in dict(store.scan("t", f"{writer} ")))
        assert numbers == list(range(50 - len(numbers), 50))


class ContestedKey(str):
    """A key over which threads meet; see test_store."""

    __slots__ = ()

    def __hash__(self) -> int:
        time.sleep(0)
        return super().__hash__()


def test_no_change_that_fitted_the_world_before_is_made_in_the_world_after(store: Store) -> None:
    key = ContestedKey("key")
    worlds = [{"t": {str(key): (value, None)}} for value in (b"one", b"two")]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(50):
            store.restore(worlds[0])
            changes: list[Callable[[], object]] = [
                lambda: store.compare_and_set("t", key, b"one", b"three"),
                lambda: store.compare_and_set("t", key, b"one", b"four"),
                lambda: store.restore(worlds[1]),
                lambda: store.compare_and_set("t", key, b"one", b"five"),
            ]
            for change in [pool.submit(change) for change in changes]:
                change.result()
            assert store.get("t", key) == b"two"


# How rows end


@pytest.mark.parametrize("kind", ["memory", "durable"])
def test_a_row_that_came_back_ends_when_it_was_to_end(kind: str, tmp_path: Path) -> None:
    now = 0.0
    made: dict[str, Callable[[], MemoryStore]] = {
        "memory": lambda: MemoryStore(lambda: now),
        "durable": lambda: DurableStore(tmp_path / "data", lambda: now),
    }
    store = made[kind]()
    store.add("t", "long", b"1", ttl=101)
    store.add("t", "short", b"1", ttl=100)
    store.add("stays", "short", b"1", ttl=100)
    tables = store.dump()
    store.add("t", "later", b"1", ttl=50)
    # It goes back to a time at which all of it is needed.
    now = 1_000.0
    store.restore(tables, without=["stays"])
    now = 99.0
    store.add("t", "new", b"1", ttl=100)
    assert dict(store.scan("t")).keys() == {"short", "long", "new"}
    assert dict(store.scan("stays")).keys() == {"short"}
    now = 100.0
    store.add("t", "newer", b"1", ttl=100)
    assert dict(store.scan("t")).keys() == {"long", "new", "newer"}
    assert list(store.scan("stays")) == []
    store.close()


def test_a_row_has_as_long_to_live_in_redis_as_it_had_when_it_was_dumped(redis_url: str) -> None:
    store = RedisStore(redis_url)
    store.add("t", "ending", b"1", ttl=DAY)
    store.add("t", "ended", b"1", ttl=0.05)
    store.add("t", "endless", b"1")
    tables = store.dump()
    assert tables["t"]["ending"][1] == pytest.approx(DAY, abs=60)
    while store.get("t", "ended") is not None:
        time.sleep(0.01)
    store.restore({})
    store.restore(tables)
    again = store.dump()["t"]
    assert again["ending"][1] == pytest.approx(DAY, abs=60)
    assert again["endless"] == (b"1", None)
    assert store.get("t", "ended") == b"1"
    while store.get("t", "ended") is not None:
        time.sleep(0.01)
    store.close()


# One Redis for several worlds


def test_other_worlds_and_other_keys_of_the_same_redis_are_left_alone(redis_server: Any) -> None:
    prefixes = ["whole", "whole2", "whol", "Whole", "whole-1", "[whole]", "whole.b"]
    stores = [RedisStore(redis_server.url(prefix=prefix)) for prefix in prefixes[:5]]
    stores += [RedisStore(redis_server.url(prefix="w.ole")), RedisStore(redis_server.url())]
    for store in stores:
        store.put("t", "a", b"1")
        store.put("apps", "a", b"1")
    redis_server.ask("SET", "whole", "a key of somebody else's")
    stores[0].restore({"u": {"b": (b"2", None)}})
    assert values(stores[0]) == {"u": {"b": b"2"}}
    for store in stores[1:]:
        assert values(store) == {"t": {"a": b"1"}, "apps": {"a": b"1"}}
    assert redis_server.ask("GET", "whole") == "a key of somebody else's"
    # The note of the layout is no row, and stays.
    RedisStore(redis_server.url(prefix="whole")).close()
    with pytest.raises(StoreError, match="another version of wxsim"):
        RedisStore(redis_server.url(prefix="whole"), listed=("t",))
    for store in stores:
        store.close()


def test_a_redis_that_refuses_changes_has_all_as_before(start_redis: Callable[..., Any]) -> None:
    server = start_redis()
    store = RedisStore(server.url())
    store.put("t", "a", b"1")
    store.put("apps", "a", b"1")
    before = store.dump()
    server.ask("REPLICAOF", "127.0.0.1", "1")
    with pytest.raises(StoreError, match="is a replica"):
        store.restore({"t": {"b": (b"2", None)}})
    assert store.dump() == before
    server.ask("REPLICAOF", "NO", "ONE")
    # Full: an empty world has nothing to delete first.
    store.restore({})
    server.ask("CONFIG", "SET", "maxmemory", "1")
    with pytest.raises(StoreError, match="is full"):
        store.restore(before)
    assert store.dump() == {}
    store.close()
    server.kill()


def test_the_rights_that_the_store_names_suffice_for_it(redis_server: Any) -> None:
    rights = ("~whole-rights:*", "+@read", "+@write", "+eval", "+info", "+select")
    redis_server.ask("ACL", "SETUSER", "whole", "reset", "on", ">pw", *rights)
    store = RedisStore(f"redis://whole:pw@127.0.0.1:{redis_server.port}/0?prefix=whole-rights")
    tables = {"t": {"a": (b"1", None)}, "apps": {"a": (b"1", None)}}
    store.restore(tables)
    store.restore(tables)
    assert store.dump() == tables
    store.close()
