"""A data directory in which everything is replaced at once, and what may come between."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from wxsim.store import StoreError, ledger_file
from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore


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


def test_a_large_world_gets_a_ledger_to_its_measure(path: Path) -> None:
    store = DurableStore(path, lambda: 0.0, compact_at=1_000)
    store.restore({"t": {"large": (b'"%s"' % (b"x" * 100_000), None)}})
    for number in range(1_000):
        store.put("t", "counter", b"%d" % number)
    store.close()
    assert read_state(path).generation == 2


def test_the_background_compaction_throws_away_nothing_for_its_age(path: Path) -> None:
    store = DurableStore(path, lambda: 0.0)
    store.add("t", "code", b"1", ttl=10)
    for number in range(100):
        store.put("t", "counter", b"%d" % number)
    store.close()
    # What the clock says before the store has told how it was moved.
    store = DurableStore(path, lambda: 1e9, compact_at=1_000)
    store.put("t", "counter", b"100")
    deadline = time.monotonic() + 10
    while not (path / "snapshot-2.json").exists():
        assert time.monotonic() < deadline
    store.close()
    assert reopened(path)["t"]["code"] == (b"1", 10.0)


@pytest.mark.parametrize("durability", ["process", "disk"])
def test_writers_compactions_and_restores_do_not_disturb_each_other(
    path: Path, durability: str
) -> None:
    store = old_world(path, durability)
    ended = Event()

    def write(writer: int) -> None:
        number = 0
        while not ended.is_set():
            number += 1
            store.put("stays", f"{writer}", b"%d" % number)
            store.add("t", f"{writer} {number}", b"1")

    def compact() -> None:
        while not ended.is_set():
            store.compact()

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(write, writer) for writer in range(3)] + [pool.submit(compact)]
        for _ in range(20):
            store.restore(NEW, without=["stays"])
        ended.set()
        for other in others:
            other.result()
    content = store.dump()
    store.close()
    assert reopened(path) == content


def test_a_sync_that_is_under_way_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = old_world(path, "disk")
    syncing, may_end = Event(), Event()
    sync = ledger_file._sync

    def sync_slowly(descriptor: int) -> None:
        syncing.set()
        assert may_end.wait(10)
        sync(descriptor)

    monkeypatch.setattr(ledger_file, "_sync", sync_slowly)
    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(store.put, "t", "a", b"1")
        assert syncing.wait(10)
        restoring = pool.submit(store.restore, NEW, without=["stays"])
        time.sleep(0.1)
        may_end.set()
        writer.result()
        restoring.result()
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
