"""Snapshots: what is in them, when they are made, and what reads them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from tinydb import TinyDB

from wxsim.store import durable
from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore
from wxsim.store.files import list_directory
from wxsim.store.snapshot import read_snapshot, write_snapshot
from wxsim.world import Clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def clock() -> Clock:
    clock = Clock(lambda: 0.0)
    clock.freeze()
    return clock


def rows(path: Path) -> dict[str, bytes]:
    store = DurableStore(path, lambda: 0.0)
    try:
        return dict(store.scan("t"))
    finally:
        store.close()


def test_a_snapshot_is_json_with_a_line_for_each_row(path: Path) -> None:
    store = DurableStore(path, lambda: 5.0)
    store.put("t", "键", '{"微":"信"}'.encode())
    store.add("t", "b", b"[1]", ttl=10)
    store.put("empty", "c", b"1")
    store.delete("empty", "c")
    store.compact()
    store.close()
    text = (path / "snapshot-2.json").read_text("utf-8")
    assert text == (
        "{\n"
        '"wxsim":{\n'
        '"1":{"key":"format","value":1}\n'
        "},\n"
        '"t":{\n'
        '"1":{"key":"键","value":{"微":"信"}},\n'
        '"2":{"key":"b","until":15.0,"value":[1]}\n'
        "}\n"
        "}\n"
    )
    assert json.loads(text)["t"]["2"]["until"] == 15


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\n",
        b"1\n",
        b'{"a":\n1}',
        b'"\xff"',
        b"\x00",
        b"{",
        b"01",
        b'"\t"',
        b"1 2",
        b" 1",
        b"1 ",
    ],
)
def test_a_value_that_is_no_json_in_one_line_is_kept_and_spoils_no_file(
    path: Path, value: bytes
) -> None:
    for compacted in (False, True):
        store = DurableStore(path, lambda: 0.0)
        store.put("t", "a", value)
        if compacted:
            store.compact()
        store.close()
        assert rows(path) == {"a": value}
        for ledger in path.glob("ledger-*"):
            assert all(map(json.loads, ledger.read_text("utf-8").splitlines()))
    with TinyDB(next(path.glob("snapshot-*")), access_mode="r") as database:
        (document,) = database.table("t")
    assert document["key"] == "a"


def test_what_has_ended_is_not_in_a_snapshot(path: Path, clock: Clock) -> None:
    store = DurableStore(path, clock.now)
    store.add("t", "short", b"1", ttl=10)
    store.add("t", "long", b"1", ttl=11)
    clock.advance(10)
    store.compact()
    store.close()
    assert list(read_state(path).tables["t"]) == ["long"]


def test_what_was_read_back_is_let_go_when_it_ends(path: Path, clock: Clock) -> None:
    store = DurableStore(path, clock.now)
    store.add("t", "in the snapshot", b"1", ttl=10)
    store.compact()
    store.add("t", "in the ledger", b"1", ttl=10)
    store.add("t", "endless", b"1")
    store.close()
    store = DurableStore(path, clock.now)
    clock.advance(9)
    assert len(list(store.scan("t"))) == 3
    clock.advance(1)
    store.add("t", "new", b"1", ttl=10)
    assert sorted(key for key, _ in store.scan("t")) == ["endless", "new"]
    store.close()


def test_a_ledger_that_is_too_large_at_the_start_is_compacted(path: Path) -> None:
    store = DurableStore(path, lambda: 0.0)
    for number in range(100):
        store.put("t", "counter", b"%d" % number)
    store.close()
    # A compaction was killed before anything was in the next ledger.
    (path / "ledger-2.jsonl").touch()
    store = DurableStore(path, lambda: 0.0, compact_at=1_000)
    deadline = time.monotonic() + 10
    while not (path / "snapshot-3.json").exists():
        assert time.monotonic() < deadline
    store.close()
    assert rows(path) == {"counter": b"99"}
    assert read_state(path).lines == 0


def test_a_ledger_is_compacted_once_when_it_is_larger_than_twice_the_snapshot(path: Path) -> None:
    store = DurableStore(path, lambda: 0.0)
    store.put("t", "large", b'"%s"' % (b"x" * 100_000))
    store.compact()
    store.close()
    for generation, lines in ((2, 2_000), (3, 3_000)):
        store = DurableStore(path, lambda: 0.0, compact_at=1_000)
        for number in range(lines):
            store.put("t", "counter", b"%d" % number)
        give_up = time.monotonic() + 10
        # A compaction that has not begun when the store is closed is left to the next one.
        while max(list_directory(path).snapshots) < generation and time.monotonic() < give_up:
            time.sleep(0.01)
        store.close()
        assert read_state(path).generation == generation


def test_generations_are_counted_beyond_nine(path: Path) -> None:
    store = DurableStore(path, lambda: 0.0)
    for _ in range(8):
        store.compact()
    store.put("t", "a", b"9")
    ninth = {file: file.read_bytes() for file in path.glob("*-9.*")}
    store.compact()
    store.put("t", "a", b"10")
    store.close()
    for file, content in ninth.items():
        file.write_bytes(content)
    assert read_state(path).generation == 10
    assert rows(path) == {"a": b"10"}


def test_a_snapshot_gets_its_name_when_it_is_on_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DurableStore(path, lambda: 0.0)
    synced = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.append((os.fstat(descriptor).st_ino, (path / "snapshot-2.json").exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    store.compact()
    snapshot, directory = (file.stat().st_ino for file in (path / "snapshot-2.json", path))
    # The new ledger's name, the snapshot, the snapshot's name.
    assert synced == [(directory, False), (snapshot, False), (directory, True)]
    store.close()


def test_whoever_reads_while_the_ledger_changes_finds_no_gap(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DurableStore(path, lambda: 0.0)
    store.put("t", "a", b"1")
    may_end = Event()

    def write_slowly(*arguments: Any) -> int:
        assert may_end.wait(10)
        return write_snapshot(*arguments)

    monkeypatch.setattr(durable, "write_snapshot", write_slowly)
    # As when the next ledger has just been made, and no line is in it.
    (path / "ledger-2.jsonl").touch()
    compaction = Thread(target=store.compact)
    read_bytes = Path.read_bytes

    def read_and_let_things_happen(file: Path) -> bytes:
        content = read_bytes(file)
        if not compaction.ident:
            store.put("t", "b", b"2")
            compaction.start()
            while not (path / "ledger-2.jsonl").stat().st_size:
                store.put("t", "c", b"3")
            store.put("t", "d", b"4")
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_let_things_happen)
    found = read_state(path).tables["t"]
    monkeypatch.undo()
    may_end.set()
    compaction.join()
    assert "b" in found or found.keys() == {"a"}
    # What came after the new ledger began is not in its snapshot.
    assert "d" not in read_snapshot(path / "snapshot-2.json")["t"]
    store.close()
    assert rows(path) == {"a": b"1", "b": b"2", "c": b"3", "d": b"4"}
