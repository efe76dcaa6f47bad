"""Everything that is in a store, read at one moment and put back in one step."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from wxsim.store import MemoryStore, Store, StoreError
from wxsim.store.directory import read_state
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
    tables = store.dump()
    store.put("stays", "a", b"2")
    store.put("stays", "b", b"2")
    store.delete("there since", "a")
    store.put("t", "a", b"2")
    store.restore(tables, without=["stays", "there since", "nowhere"])
    assert values(store) == {"t": {"a": b"1"}, "stays": {"a": b"2", "b": b"2"}}
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
    for number in range(100):
        store.put(f"between {number}", "a", b"")
    store.put("first", "a", b"0")
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


# How rows end


@pytest.mark.parametrize("kind", ["memory", "durable"])
def test_a_row_that_came_back_ends_when_it_was_to_end(kind: str, tmp_path: Path) -> None:
    now = 0.0
    made: dict[str, Callable[[], MemoryStore]] = {
        "memory": lambda: MemoryStore(lambda: now),
        "durable": lambda: DurableStore(tmp_path / "data", lambda: now),
    }
    store = made[kind]()
    store.add("t", "short", b"1", ttl=100)
    store.add("t", "long", b"1", ttl=101)
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


# On disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data"


OLD = {"t": {"a": (b'"old"', None)}, "stays": {"s": (b"1", None)}}
NEW = {"t": {"b": (b'"new"', None)}, "u": {"c": (b"\x00", 1e10)}}
AFTER = {**NEW, "stays": OLD["stays"]}


def old_world(path: Path, durability: str = "process") -> DurableStore:
    assert durability in ("process", "disk")
    store = DurableStore(path, lambda: 0.0, "disk" if durability == "disk" else "process")
    store.put("t", "a", b'"old"')
    store.put("stays", "s", b"1")
    return store


def reopened(path: Path) -> dict[str, dict[str, tuple[bytes, float | None]]]:
    store = DurableStore(path, lambda: 0.0)
    try:
        return store.dump()
    finally:
        store.close()


def files(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir() if file.name != "lock")


def test_a_restored_world_is_a_snapshot_and_what_follows_is_its_ledger(path: Path) -> None:
    store = old_world(path)
    store.restore(NEW, without=["stays"])
    assert files(path) == ["ledger-2.jsonl", "snapshot-2.json"]
    assert read_state(path).tables == AFTER
    assert read_state(path).lines == 0
    store.put("t", "d", b"1")
    store.delete("t", "b")
    assert read_state(path).lines == 2
    # A further generation follows from it as from any other.
    store.compact()
    store.put("t", "e", b"1")
    store.close()
    assert reopened(path)["t"] == {"d": (b"1", None), "e": (b"1", None)}
    assert files(path) == ["ledger-3.jsonl", "snapshot-3.json"]


def test_what_has_ended_by_now_is_kept_for_the_clock_may_be_going_back(path: Path) -> None:
    now = 0.0
    store = DurableStore(path, lambda: now)
    store.add("t", "a", b"1", ttl=10)
    tables = store.dump()
    now = 1_000.0
    store.restore(tables)
    store.close()
    assert reopened(path) == {"t": {"a": (b"1", 10.0)}}


def test_a_restore_takes_generations_that_wait_for_their_compaction_with_it(path: Path) -> None:
    store = old_world(path)
    store.close()
    # A compaction was killed before it had a snapshot.
    (path / "ledger-2.jsonl").touch()
    store = DurableStore(path, lambda: 0.0)
    store.put("t", "c", b"1")
    store.restore(NEW, without=["stays"])
    assert files(path) == ["ledger-3.jsonl", "snapshot-3.json"]
    store.close()
    assert reopened(path) == AFTER


def failing(number: int, where: Callable[[Any], bool] = lambda _: True) -> Callable[..., Any]:
    """Return what to put in the place of a function of os: it fails where it is told to."""

    def fail(subject: Any, *_: object) -> None:
        if where(subject):
            raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("durability", ["process", "disk"])
@pytest.mark.parametrize("step", ["fsync", "rename", "open", "fsync of the directory"])
def test_a_disk_that_fails_on_the_way_leaves_all_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, durability: str
) -> None:
    store = old_world(path, durability)
    directory = path.stat().st_ino
    name, _, which = step.partition(" ")
    function = getattr(os, name)

    def fail(subject: Any, *others: Any, **options: Any) -> Any:
        of_the_directory = name == "fsync" and os.fstat(subject).st_ino == directory
        wanted = bool(which) if of_the_directory else not which
        if wanted and "ledger-2" not in str(subject):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return function(subject, *others, **options)

    monkeypatch.setattr(os, name, fail)
    with pytest.raises(StoreError, match=r"No space left on device; make room .*nothing was chan"):
        store.restore(NEW)
    monkeypatch.undo()
    assert store.dump() == OLD
    assert reading(path) == OLD
    store.put("t", "a", b"2")
    assert not list(path.glob("*.tmp"))
    # It can be done later, and what came meanwhile is not in it.
    store.restore(NEW, without=["stays"])
    store.close()
    assert reopened(path) == AFTER


def reading(path: Path) -> dict[str, dict[str, tuple[bytes, float | None]]]:
    return {name: rows for name, rows in read_state(path).tables.items() if rows}


def test_a_snapshot_that_may_not_stay_on_the_disk_ends_all_writing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = old_world(path)
    fsync = os.fsync
    snapshot = path / "snapshot-2.json"

    def fail(descriptor: int) -> None:
        if snapshot.exists():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    refusal = r"snapshot-2\.json cannot be brought to the disk.* start wxsim again"
    with pytest.raises(StoreError, match=refusal):
        store.restore(NEW, without=["stays"])
    monkeypatch.undo()
    assert store.dump() == OLD
    for change in (lambda: store.put("t", "lost", b"1"), store.compact, lambda: store.restore({})):
        with pytest.raises(StoreError, match=refusal):
            change()
    store.close()
    kept = reopened(path)
    assert kept in (OLD, AFTER)


def test_old_files_that_cannot_be_removed_are_of_no_account(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = old_world(path)
    monkeypatch.setattr(os, "unlink", failing(errno.EPERM))
    with caplog.at_level(logging.WARNING):
        store.restore(NEW, without=["stays"])
    assert "the files of the world before are still there" in caplog.text
    assert store.dump() == AFTER
    store.put("t", "d", b"1")
    assert reading(path)["t"] == {**AFTER["t"], "d": (b"1", None)}
    monkeypatch.undo()
    store.close()
    assert reopened(path)["t"] == {**AFTER["t"], "d": (b"1", None)}
    assert files(path) == ["ledger-2.jsonl", "snapshot-2.json"]


def test_a_table_that_is_the_formats_own_changes_nothing(path: Path) -> None:
    store = old_world(path)
    before = files(path)
    with pytest.raises(ValueError, match="choose another name"):
        store.restore({**NEW, "wxsim": {"format": (b"2", None)}})
    assert store.dump() == OLD
    assert files(path) == before
    store.close()


def test_a_closed_store_is_not_restored(path: Path) -> None:
    store = old_world(path)
    store.close()
    with pytest.raises(StoreError, match="is closed; open the store again"):
        store.restore(NEW)
    assert reopened(path) == OLD


def test_whoever_reads_the_directory_meanwhile_finds_no_mixture(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = old_world(path)
    # As when the next ledger has just been made, and the files of the world
    # before are not yet gone.
    (path / "ledger-2.jsonl").touch()
    monkeypatch.setattr(os, "unlink", failing(errno.EPERM))
    read_bytes = Path.read_bytes
    replaced = Event()

    def replace_and_read(file: Path) -> bytes:
        if not replaced.is_set():
            replaced.set()
            store.restore(NEW, without=["stays"])
            store.put("t", "d", b"1")
        return read_bytes(file)

    monkeypatch.setattr(Path, "read_bytes", replace_and_read)
    assert reading(path) == {**AFTER, "t": {**AFTER["t"], "d": (b"1", None)}}
    monkeypatch.undo()
    store.close()


# In a process of its own, for it forks; see test_durable_crashes.
PROGRAM = """
import itertools, os, sys
from pathlib import Path
from wxsim.store.durable import DurableStore

STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.listdir")
WORLDS = [
    {"t": {str(key): (b"%d" % world, None) for key in range(20)}, "u": {str(world): (b"1", None)}}
    for world in range(4)
]


def live(path, instant, told):
    taken = itertools.count(1)

    def die(event, details):
        if event in STEPS and str(path) in str(details[0]) and next(taken) == instant:
            os._exit(1)

    sys.addaudithook(die)
    for life in range(2):
        store = DurableStore(path, lambda: 0.0)
        store.put("stays", "s", b"1")
        for number in range(2):
            store.restore(WORLDS[2 * life + number], without=["stays"])
            os.write(told, b".")
            if number:
                store.compact()
        store.close()
    os._exit(0)


for instant in itertools.count(1):
    path = Path(sys.argv[1], str(instant))
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        live(path, instant, writing)
    os.close(writing)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = len(os.read(reading, 100))
    os.close(reading)
    store = DurableStore(path, lambda: 0.0)
    found = store.dump()
    stays = found.pop("stays", None)
    possible = ([{}] + WORLDS)[told : told + 2]
    assert found in possible, (instant, told, found)
    assert stays or found == {}, (instant, found)
    store.put("t", "after", b"1")
    store.close()
    store = DurableStore(path, lambda: 0.0)
    assert store.get("t", "after") == b"1", instant
    store.compact()
    store.close()
    left = sorted(file.name.split("-")[0] for file in path.iterdir())
    assert left == ["ledger", "lock", "snapshot"], (instant, left)
    if not ended:
        print(instant)
        break
"""


def test_before_whichever_step_the_process_dies_one_world_is_there_whole(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 40
