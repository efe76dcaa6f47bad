"""A world goes back to what it was when a snapshot was saved, wherever it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim.store import StoreError
from wxsim.world import App, Clock, InvalidValue, Person, Refused, Unknown, World
from wxsim.world.faults import Fault
from wxsim.world.switches import Switches

NOW = 1_763_845_200.0


@pytest.fixture(params=["memory", "durable", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Say where the world is kept."""
    if request.param == "durable":
        return Settings(data=tmp_path / "data")
    if request.param == "redis":
        return Settings(store_url=request.getfixturevalue("redis_url"))
    return Settings()


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    world = open_world(settings, Clock(lambda: NOW))
    yield world
    world.store.close()


@pytest.fixture
def app(world: World) -> App:
    return world.apps.get(None)


@pytest.fixture
def alice(world: World) -> Person:
    return world.people.get("alice")


def content(world: World) -> dict[str, dict[str, bytes]]:
    """Return what is in the store apart from snapshots."""
    return {
        table: {key: value for key, (value, _) in rows.items()}
        for table, rows in world.store.dump(without=["snapshots"]).items()
    }


def test_all_is_again_as_it_was(world: World, app: App, alice: Person) -> None:
    spent, fresh = (world.codes.issue(app, alice).code for _ in range(2))
    _, key = world.codes.exchange(app, app.secret, spent, "rid")
    token = world.tokens.fetch(app, "rid")
    before = content(world)
    world.snapshots.save("logged-in")

    world.codes.exchange(app, app.secret, fresh, "rid")
    world.sessions.renew(app, alice)
    world.tokens.revoke(app)
    world.apps.add()
    world.apps.change_switches(app.appid, Switches(session_key_renewal="never"))
    world.people.change("alice", nickname="Alice", risk_rank=4)
    world.consents.set(app.appid, "alice", "scope.camera", granted=True)
    world.faults.add(Fault(errcode=-1))
    world.snapshots.restore("logged-in")

    assert content(world) == before
    assert world.apps.list()[0] == app
    assert world.people.get("alice") == alice
    assert world.faults.list() == []
    assert world.tokens.app_of(token.value) == app
    assert world.sessions.generations(world.users.of(app, alice)) == [key]
    assert world.codes.exchange(app, app.secret, fresh, "rid")[1] == key
    with pytest.raises(Refused, match="40163"):
        world.codes.exchange(app, app.secret, spent, "rid")


def test_what_waits_to_go_wrong_waits_again(world: World) -> None:
    fault = world.faults.add(Fault(errcode=45011, times=3))
    world.snapshots.save("broken")
    world.faults.strike("/any", "", str)
    world.faults.clear()
    world.snapshots.restore("broken")
    assert world.faults.list() == [fault]


def test_the_time_is_again_what_it_was(world: World, app: App, alice: Person) -> None:
    world.timekeeping.freeze(NOW - 1e6)
    world.timekeeping.advance(50, app.appid)
    code = world.codes.issue(app, alice).code
    before = world.clock.states()
    world.snapshots.save("then")
    world.timekeeping.advance(86_400)
    world.timekeeping.reset(app.appid)
    world.snapshots.restore("then")
    assert world.clock.states() == before
    assert (world.clock.now(), world.clock.now(app.appid)) == (NOW - 1e6, NOW - 1e6 + 50)
    assert world.codes.exchange(app, app.secret, code, "rid")


def test_a_clock_that_had_not_been_moved_is_the_machines_again(world: World) -> None:
    world.snapshots.save("now")
    world.timekeeping.freeze(5.0)
    world.snapshots.restore("now")
    assert world.clock.now() == NOW


def test_a_snapshot_can_be_restored_again_and_again(world: World, app: App) -> None:
    world.snapshots.save("one")
    world.people.change("alice", nickname="second")
    world.snapshots.save("two")
    for name, nickname in [("one", "爱丽丝"), ("two", "second"), ("one", "爱丽丝")]:
        world.snapshots.restore(name)
        assert world.people.get("alice").nickname == nickname
        assert [info.name for info in world.snapshots.list()] == ["one", "two"]


def test_a_taken_name_is_given_to_the_new_snapshot(world: World) -> None:
    world.snapshots.save("it")
    world.timekeeping.advance(10)
    world.people.change("alice", nickname="second")
    world.snapshots.save("it")
    world.people.change("alice", nickname="third")
    world.snapshots.restore("it")
    assert world.people.get("alice").nickname == "second"
    assert [info.saved_at for info in world.snapshots.list()] == [NOW + 10]


def test_the_list_tells_when_and_how_much_oldest_first(world: World) -> None:
    assert world.snapshots.list() == []
    saved = [world.snapshots.save("b")]
    world.timekeeping.advance(60)
    saved.append(world.snapshots.save("a"))
    saved.append(world.snapshots.save("c"))
    assert world.snapshots.list() == saved
    assert [(info.name, info.saved_at - NOW) for info in saved] == [("b", 0), ("a", 60), ("c", 60)]
    # How the clock was moved is a row more.
    assert [info.rows - saved[0].rows for info in saved] == [0, 1, 1]
    tables = world.store.dump(without=["snapshots", "origin", "clock"])
    assert saved[0].rows == sum(map(len, tables.values()))


def test_a_deleted_snapshot_is_gone_and_the_others_stay(world: World) -> None:
    for name in ("one", "two"):
        world.snapshots.save(name)
    world.snapshots.delete("one")
    assert [info.name for info in world.snapshots.list()] == ["two"]
    with pytest.raises(Unknown, match="there is no snapshot 'one'; there is two"):
        world.snapshots.delete("one")


@pytest.mark.parametrize("name", ["a", "A-1_b.c", "x" * 64, "0", "登录之后"])
def test_a_name_is_letters_digits_and_a_little_more(world: World, name: str) -> None:
    assert world.snapshots.save(name).name == name
    world.snapshots.restore(name)
    world.snapshots.delete(name)


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a/b", "a\n", "..", ".", "é\u0301", "*"])
def test_any_other_name_is_refused_and_nothing_is_saved(world: World, name: str) -> None:
    with pytest.raises(InvalidValue, match="use 1 to 64 letters, digits"):
        world.snapshots.save(name)
    assert world.snapshots.list() == []


def test_what_was_never_saved_cannot_be_restored_and_nothing_changes(world: World) -> None:
    world.people.change("alice", nickname="second")
    before = content(world)
    with pytest.raises(Unknown, match="there is no snapshot 'nowhere'; no snapshot has been added"):
        world.snapshots.restore("nowhere")
    assert content(world) == before


def test_a_store_that_fails_leaves_clock_and_all_as_they_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.snapshots.save("then")
    world.timekeeping.freeze(5.0)
    before = content(world)

    def fail(*_: object, **__: object) -> None:
        raise StoreError("no room")

    monkeypatch.setattr(world.store, "restore", fail)
    with pytest.raises(StoreError, match="no room"):
        world.snapshots.restore("then")
    assert world.clock.now() == 5.0
    assert content(world) == before


def test_the_ledger_goes_on_and_tells_of_it(world: World) -> None:
    world.snapshots.save("then")
    world.faults.add(Fault(errcode=-1))
    world.snapshots.restore("then")
    assert [entry.event for entry in world.ledger.entries()][-2:] == [
        "fault added",
        "snapshot restored",
    ]


def test_rids_go_on_so_that_none_comes_twice(world: World) -> None:
    world.snapshots.save("then")
    given = [world.identifiers.rid(NOW) for _ in range(20)]
    world.snapshots.restore("then")
    assert world.identifiers.rid(NOW) not in given


@pytest.mark.parametrize("settings", ["durable", "redis"], indirect=True)
def test_snapshots_survive_a_restart_and_openings_are_counted_on(
    settings: Settings, world: World
) -> None:
    world.snapshots.save("then")
    world.people.change("alice", nickname="second")
    first = [world.identifiers.rid(NOW) for _ in range(20)]
    world.store.close()

    world = open_world(settings, Clock(lambda: NOW))
    assert [info.name for info in world.snapshots.list()] == ["then"]
    second = [world.identifiers.rid(NOW) for _ in range(20)]
    world.snapshots.restore("then")
    assert world.people.get("alice").nickname == "爱丽丝"
    world.store.close()

    world = open_world(settings, Clock(lambda: NOW))
    assert world.people.get("alice").nickname == "爱丽丝"
    assert not {world.identifiers.rid(NOW) for _ in range(20)} & {*first, *second}
    world.store.close()
