"""What a data directory survives, and what it refuses. The Store contract is in test_store."""

from __future__ import annotations

import errno
import json
import logging
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from wxsim.opening import earliest_time, open_world
from wxsim.settings import Settings
from wxsim.store import StoreError
from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore
from wxsim.world import InvalidValue, Refused

NOW = 1_795_000_000.0


def opened(path: Path, now: float = NOW, **options: int) -> DurableStore:
    return DurableStore(path, lambda: now, **options)


def reopened(path: Path, now: float = NOW) -> dict[str, dict[str, bytes]]:
    store = opened(path, now)
    try:
        return {table: dict(store.scan(table)) for table in ("t", "u")}
    finally:
        store.close()


def ledger_of(path: Path) -> Path:
    return max(path.glob("ledger-*.jsonl"), key=lambda file: int(file.stem.split("-")[1]))


def snapshot_of(path: Path) -> Path:
    return max(path.glob("snapshot-*.json"), key=lambda file: int(file.stem.split("-")[1]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_every_change_is_one_line_that_is_there_when_the_call_returns(path: Path) -> None:
    store = opened(path)
    ledger = ledger_of(path)
    steps: list[Callable[[], object]] = [
        lambda: store.add("t", "a", b'{"n":1}', ttl=60),
        lambda: store.compare_and_set("t", "a", b'{"n":1}', b'{"n":2}'),
        lambda: store.put("t", "b", b"3"),
        lambda: store.delete("t", "b"),
    ]
    for number, step in enumerate(steps, 1):
        step()
        assert len(ledger.read_bytes().splitlines()) == number
    lines = [json.loads(line) for line in ledger.read_bytes().splitlines()]
    assert lines[1] == {
        "op": "put",
        "table": "t",
        "key": "a",
        "until": NOW + 60,
        "value": {"n": 2},
    }
    assert lines[3] == {"op": "delete", "table": "t", "key": "b"}
    store.close()


def test_what_changes_nothing_writes_nothing(path: Path) -> None:
    store = opened(path)
    store.add("t", "a", b"1")
    before = ledger_of(path).read_bytes()
    assert not store.add("t", "a", b"2")
    assert not store.compare_and_set("t", "a", b"9", b"2")
    assert not store.delete("t", "b")
    assert ledger_of(path).read_bytes() == before
    store.close()


def test_all_that_was_written_is_there_after_a_restart_and_after_a_compaction(path: Path) -> None:
    store = opened(path)
    store.put("t", "a", b"1")
    store.put("t", "gone", b"1")
    store.compact()
    store.put("u", "b", b'"\xe5\xbe\xae"')
    store.delete("t", "gone")
    store.close()
    expected = {"t": {"a": b"1"}, "u": {"b": b'"\xe5\xbe\xae"'}}
    assert reopened(path) == expected
    assert reopened(path) == expected


def test_rows_whose_time_is_over_are_let_go_after_a_restart(path: Path) -> None:
    store = opened(path)
    store.add("t", "short", b"1", ttl=10)
    store.add("t", "long", b"1", ttl=100)
    store.close()
    # Not at once: what time it is may be one of the rows.
    assert reopened(path, NOW + 50)["t"].keys() == {"short", "long"}
    store = opened(path, NOW + 50)
    store.add("t", "new", b"1", ttl=10)
    assert {key for key, _ in store.scan("t")} == {"long", "new"}
    store.close()


def test_a_code_is_good_after_a_restart_by_the_clock_that_stood_in_the_past(path: Path) -> None:
    world = open_world(Settings(data=path))
    world.timekeeping.freeze(NOW - 1e9)
    app, alice = world.apps.get(None), world.people.get("alice")
    code = world.codes.issue(app, alice).code
    world.store.close()
    assert earliest_time(read_state(path).tables) == NOW - 1e9

    world = open_world(Settings(data=path))
    world.codes.issue(app, alice)
    assert world.codes.exchange(app, app.secret, code, "rid")
    world.store.close()


def test_half_a_last_line_is_reported_and_cut_off(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = opened(path)
    store.put("t", "a", b"1")
    store.close()
    ledger = ledger_of(path)
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"op":"put","table":"t","ke')
    with caplog.at_level(logging.WARNING):
        assert reopened(path)["t"] == {"a": b"1"}
    assert "half a line (line 2, 27 bytes)" in caplog.text
    assert ledger.read_bytes() == whole


def test_any_other_broken_line_is_named_and_nothing_is_overwritten(path: Path) -> None:
    store = opened(path)
    store.put("t", "a", b"1")
    store.put("t", "b", b"2")
    store.close()
    ledger = ledger_of(path)
    broken = b"rubbish\n" + ledger.read_bytes()
    ledger.write_bytes(broken)
    with pytest.raises(StoreError, match=rf"{ledger.name}.*line 1"):
        opened(path)
    assert ledger.read_bytes() == broken


def test_a_ledger_that_is_missing_is_missed(path: Path) -> None:
    opened(path).close()
    ledger_of(path).unlink()
    with pytest.raises(StoreError, match=r"ledger-1\.jsonl.*missing"):
        opened(path)


@pytest.mark.parametrize("killed_at", ["new ledger", "half a snapshot", "both snapshots"])
def test_a_compaction_that_was_killed_on_the_way_loses_and_doubles_nothing(
    path: Path, killed_at: str
) -> None:
    store = opened(path)
    store.put("t", "old", b"1")
    store.put("t", "changed", b"1")
    store.close()
    first = {file.name: file.read_bytes() for file in path.glob("*-1.*")}
    store = opened(path)
    store.compact()
    store.put("t", "changed", b"2")
    store.delete("t", "old")
    store.close()
    # Put back what a compaction removes last, and take away what it makes first.
    for name, content in first.items():
        (path / name).write_bytes(content)
    if killed_at != "both snapshots":
        snapshot = path / "snapshot-2.json"
        if killed_at == "half a snapshot":
            (path / "snapshot-2.json.tmp").write_bytes(snapshot.read_bytes()[:40])
        snapshot.unlink()
    assert reopened(path)["t"] == {"changed": b"2"}


def test_the_ledger_is_compacted_by_itself_when_it_has_grown(path: Path) -> None:
    store = opened(path, compact_at=20_000)
    for number in range(2_000):
        store.put("t", "counter", b"%d" % number)
    # In a thread of its own, which a quick loop may outrun; the watchdog ends the waiting.
    while snapshot_of(path).name == "snapshot-1.json":
        time.sleep(0.01)
    store.close()
    assert sum(file.stat().st_size for file in path.iterdir()) < 100_000
    assert reopened(path)["t"] == {"counter": b"1999"}


def test_the_snapshot_opens_with_tinydb(path: Path) -> None:
    world = open_world(Settings(data=path))
    store = world.store
    assert isinstance(store, DurableStore)
    store.compact()
    store.close()
    with TinyDB(snapshot_of(path), access_mode="r") as database:
        assert {"apps", "people", "origin"} <= database.tables()
        (alice,) = database.table("people").search(where("key") == "alice")
    assert alice["value"]["nickname"] == "爱丽丝"


def test_files_are_for_their_owner_alone(path: Path) -> None:
    opened(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.iterdir()} == {0o600}


def test_a_second_simulator_is_refused_and_told_who_is_there(path: Path) -> None:
    store = opened(path)
    with pytest.raises(StoreError, match=f"in use by another simulator, process {os.getpid()}"):
        opened(path)
    store.close()
    opened(path).close()


def test_a_disk_without_room_is_an_error_and_what_came_before_is_safe(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(path)
    store.put("t", "a", b"1")
    whole = ledger_of(path).read_bytes()
    write = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data[:-15])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StoreError, match="No space left on device"):
        store.put("t", "a", b"2")
    monkeypatch.undo()
    assert store.get("t", "a") == b"1"
    assert ledger_of(path).read_bytes() == whole
    store.put("t", "b", b"3")
    store.close()
    assert reopened(path)["t"] == {"a": b"1", "b": b"3"}


def test_what_is_no_data_directory_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match=r"holds other things \(holiday.jpg\)"):
        opened(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]
    with pytest.raises(StoreError, match="is a file"):
        opened(tmp_path / "holiday.jpg")


def test_data_of_a_newer_version_is_refused(path: Path) -> None:
    opened(path).close()
    snapshot = snapshot_of(path)
    snapshot.write_text(snapshot.read_text("utf-8").replace('"value":1', '"value":2'), "utf-8")
    with pytest.raises(StoreError, match=r"is of format 2.*install"):
        opened(path)


def test_the_world_goes_on_where_it_stopped(path: Path) -> None:
    world = open_world(Settings(data=path, seed="7"))
    app, alice = world.apps.get(None), world.people.get("alice")
    spent, fresh = (world.codes.issue(app, alice).code for _ in range(2))
    user, key = world.codes.exchange(app, app.secret, spent, "rid")
    token = world.tokens.fetch(app, "rid")
    world.store.close()

    world = open_world(Settings(data=path))
    assert world.identifiers.seed == "7"
    with pytest.raises(Refused, match="40163"):
        world.codes.exchange(app, app.secret, spent, "rid")
    assert world.codes.exchange(app, app.secret, fresh, "rid") == (
        world.users.by_openid(app, user.openid),
        key,
    )
    assert world.tokens.app_of(token.value) == app
    assert world.codes.issue(app, alice).code not in (spent, fresh)
    world.store.close()

    with pytest.raises(InvalidValue, match="made with seed '7', not '8'"):
        open_world(Settings(data=path, seed="8"))
