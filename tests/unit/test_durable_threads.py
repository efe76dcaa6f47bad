"""The durable store when several are at it at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event, Lock

import pytest

from wxsim.store import ledger_file
from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore
from wxsim.store.group_sync import GroupSync
from wxsim.store.lock import holder

THREADS = 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(ledger_file, "_sync", disk.sync)
    return disk


class Disk:
    """Remembers how much of a file was there when its sync began, and syncs when told to."""

    def __init__(self) -> None:
        self.synced: list[int] = []
        self.begun = Event()
        self.may_end = Event()
        self.may_end.set()
        self._one_at_a_time = Lock()

    def sync(self, descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        self.begun.set()
        assert self._one_at_a_time.acquire(blocking=False)
        assert self.may_end.wait(10)
        self.synced.append(size)
        self._one_at_a_time.release()


def test_a_change_returns_when_a_sync_that_began_after_it_has_ended(path: Path, disk: Disk) -> None:
    store = DurableStore(path, lambda: 0.0, "disk")
    ledger = path / "ledger-1.jsonl"
    disk.may_end.clear()
    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(store.put, "t", "first", b"1")
        assert disk.begun.wait(10)
        size = ledger.stat().st_size
        others = [pool.submit(store.put, "t", str(number), b"1") for number in range(6)]
        # They are written and seen although the disk is busy, and wait for a sync of their own.
        while store.get("t", "5") is None or ledger.stat().st_size < 6 * size:
            assert not first.done()
        assert not any(other.done() for other in others)
        disk.may_end.set()
        for one in (first, *others):
            one.result(10)
    # One sync did for all six, unless one of them came a moment late.
    assert disk.synced[0] == size
    assert disk.synced[-1] == ledger.stat().st_size
    assert len(disk.synced) in (2, 3)
    store.close()


def test_a_refusal_waits_until_that_which_it_tells_of_is_on_the_disk(
    path: Path, disk: Disk
) -> None:
    store = DurableStore(path, lambda: 0.0, "disk")
    disk.may_end.clear()
    with ThreadPoolExecutor(THREADS) as pool:
        change = pool.submit(store.put, "t", "a", b"1")
        assert disk.begun.wait(10)
        refused = [
            pool.submit(store.add, "t", "a", b"2"),
            pool.submit(store.compare_and_set, "t", "a", b"2", b"3"),
            pool.submit(store.delete, "t", "b"),
        ]
        assert store.get("t", "a") == b"1"
        assert not wait(refused, 0.1).done
        disk.may_end.set()
        change.result(10)
        assert [one.result(10) for one in refused] == [False] * 3
    store.close()


def test_what_is_on_the_disk_is_not_brought_there_again(path: Path, disk: Disk) -> None:
    store = DurableStore(path, lambda: 0.0, "disk")
    assert store.add("t", "a", b"1")
    assert store.compare_and_set("t", "a", b"1", b"2")
    assert store.delete("t", "a")
    assert len(disk.synced) == 3
    assert not store.delete("t", "a")
    assert len(disk.synced) == 3
    # The old ledger is synced once more, for the order of what is written.
    store.compact()
    assert not store.delete("t", "a")
    assert len(disk.synced) == 4
    store.close()


def test_whoever_a_sync_has_covered_does_not_wait_for_the_next_one() -> None:
    covers = iter([1, 9])
    begun, may_end = Event(), [Event(), Event()]

    def sync() -> int:
        covered = next(covers)
        begun.set()
        assert may_end[covered > 1].wait(10)
        return covered

    syncs = GroupSync(sync)
    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(syncs.wait, 1)
        assert begun.wait(10)
        later = pool.submit(syncs.wait, 9)
        covered = [pool.submit(syncs.wait, 1) for _ in range(6)]
        assert not wait([first, later, *covered], 0.1).done
        may_end[0].set()
        assert wait([first, *covered], 10).not_done == set()
        assert not later.done()
        may_end[1].set()
        later.result(10)


def test_the_kernel_is_all_that_the_other_durability_waits_for(path: Path, disk: Disk) -> None:
    store = DurableStore(path, lambda: 0.0)
    store.put("t", "a", b"1")
    assert disk.synced == []
    store.close()


def test_no_line_of_a_new_ledger_is_written_before_the_old_one_is_synced(
    path: Path, disk: Disk
) -> None:
    store = DurableStore(path, lambda: 0.0, "disk")
    disk.may_end.clear()
    with ThreadPoolExecutor(2) as pool:
        change = pool.submit(store.put, "t", "a", b"1")
        assert disk.begun.wait(10)
        compaction = pool.submit(store.compact)
        while not (path / "ledger-2.jsonl").exists():
            assert not compaction.done()
        # The one file is not swapped for the other under the hands of the disk.
        assert not wait([compaction], 0.1).done
        assert not (path / "snapshot-2.json").exists()
        disk.may_end.set()
        change.result(10)
        compaction.result(10)
    assert len(disk.synced) == 2
    store.put("t", "b", b"2")
    assert disk.synced[-1] == (path / "ledger-2.jsonl").stat().st_size
    store.close()


@pytest.fixture
def busy(path: Path) -> Iterator[DurableStore]:
    """A store to which threads write and which is compacted again and again meanwhile."""
    store = DurableStore(path, lambda: 0.0, compact_at=3_000)
    ended = Event()

    def count(key: str) -> int:
        number = 0
        while not ended.is_set():
            number += 1
            store.put("t", key, b"%d" % number)
            # Tables that grow and shrink, too.
            store.put("passing", f"{key} {number}", b"1")
            store.delete("passing", f"{key} {number - 9}")
        return number

    def compact() -> int:
        while not ended.is_set():
            store.compact()
        return 0

    with ThreadPoolExecutor(3) as pool:
        results = {key: pool.submit(count, key) for key in ("a", "b")}
        compacting = pool.submit(compact)
        yield store
        ended.set()
        compacting.result(10)
        counted = {key: result.result(10) for key, result in results.items()}
    assert {key: int(value) for key, value in store.scan("t")} == counted
    store.close()
    store = DurableStore(path, lambda: 0.0)
    assert {key: int(value) for key, value in store.scan("t")} == counted
    store.close()


def test_whoever_reads_the_directory_of_a_busy_store_sees_it_as_it_was_at_one_moment(
    path: Path, busy: DurableStore
) -> None:
    generations: set[int] = set()
    while len(generations) < 20:
        before = {key: int(value) for key, value in busy.scan("t")}
        state = read_state(path)
        after = {key: int(value) for key, value in busy.scan("t")}
        generations.add(state.generation)
        read = {key: int(row[0]) for key, row in state.tables.get("t", {}).items()}
        for key, number in read.items():
            assert before.get(key, 0) <= number <= after[key] + 1
        assert read.keys() >= before.keys()


def test_looking_who_holds_a_directory_keeps_nobody_out(path: Path) -> None:
    DurableStore(path, lambda: 0.0).close()
    ended = Event()

    def look() -> set[int | None]:
        seen = set()
        while not ended.is_set():
            seen.add(holder(path))
        return seen

    with ThreadPoolExecutor(2) as pool:
        looking = [pool.submit(look) for _ in range(2)]
        try:
            for _ in range(30):
                DurableStore(path, lambda: 0.0).close()
        finally:
            ended.set()
        assert set().union(*(one.result(10) for one in looking)) <= {None, os.getpid()}
    assert holder(path) is None


def test_two_who_look_who_holds_a_directory_are_no_holders(path: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="looks as `holder` does")
    DurableStore(path, lambda: 0.0).close()
    with (path / "lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        assert holder(path) is None
