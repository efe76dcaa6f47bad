"""A reset world is a world opened anew: the same requests get the same bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from wxsim.opening import open_world
from wxsim.resetting import reset
from wxsim.server_api import Journal, ServerApi
from wxsim.settings import Settings
from wxsim.store import MemoryStore, StoreError
from wxsim.world import Clock, Switches, World
from wxsim.world.faults import Fault
from wxsim.world.snapshots import LASTING

NOW = 1_763_845_200.0
OWN_APPS = """
apps:
  - {appid: wxaaaaaaaaaaaaaaaa, name: Own}
  - {name: Nameless}
people:
  - {name: carol, nickname: Carol}
"""


class Simulator:
    """A world with its Server API and the journal of it."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.world = open_world(settings, clock or Clock(lambda: NOW))
        self.journal = Journal()
        self._api = ServerApi(self.world, self.journal)

    def ask(self, path: str, **query: str) -> Any:
        answer = self._api.answer(
            method="GET",
            path=path,
            query_string=urlencode(query).encode(),
            body=b"",
            client_ip="127.0.0.1",
        )
        return (answer.headers, answer.body)

    def story(self) -> list[Any]:
        """Do a bit of everything, and return all that came of it."""
        world = self.world
        told: list[Any] = []
        app, alice = world.apps.get(None), world.people.get(None)
        credentials = {"appid": app.appid, "secret": app.secret}
        for _ in range(3):
            code = world.codes.issue(app, alice).code
            exchange = {**credentials, "js_code": code, "grant_type": "authorization_code"}
            told += [code, self.ask("/sns/jscode2session", **exchange)]
            told.append(self.ask("/sns/jscode2session", **exchange))
            world.timekeeping.advance(400)
        told.append(self.ask("/cgi-bin/token", grant_type="client_credential", **credentials))
        told.append(world.faults.add(Fault(errcode=-1, rate=0.5, times=None)))
        told += [self.ask("/cgi-bin/token", **credentials) for _ in range(20)]
        told += [world.apps.add(), world.apps.add(appid="wx" + "b" * 16)]
        told.append(world.apps.change_switches(app.appid, Switches(session_key_renewal="never")))
        told.append(world.people.change(alice.name, nickname="another", risk_rank=4))
        world.timekeeping.freeze(NOW + 1e6, app.appid)
        told += [self.ask("/sns/jscode2session", **credentials), world.clock.states()]
        told += [*world.ledger.entries(), *self.journal.exchanges()]
        told += [world.apps.list(), world.people.list()]
        return told

    def reset(self) -> None:
        reset(self.world, self.journal)


@pytest.fixture(params=["memory", "durable", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Say where the world is kept."""
    if request.param == "durable":
        return Settings(data=tmp_path / "data")
    if request.param == "redis":
        return Settings(store_url=request.getfixturevalue("redis_url"))
    return Settings()


@pytest.fixture
def make(settings: Settings) -> Iterator[Callable[..., Simulator]]:
    """Open the world, with a clock of its own or with other apps if you like."""
    made: list[Simulator] = []

    def simulator(clock: Clock | None = None, apps_file: Path | None = None) -> Simulator:
        changed = Settings(data=settings.data, store_url=settings.store_url, apps_file=apps_file)
        made.append(Simulator(changed, clock))
        return made[-1]

    yield simulator
    for one in made:
        one.world.store.close()


def test_after_a_reset_the_same_requests_get_the_same_bytes(
    make: Callable[..., Simulator],
) -> None:
    simulator = make()
    first = simulator.story()
    for _ in range(2):
        simulator.reset()
        assert simulator.story() == first


def test_a_reset_world_remembers_nothing(make: Callable[..., Simulator]) -> None:
    simulator = make()
    world = simulator.world
    content, states = world.store.dump(), world.clock.states()
    simulator.story()
    simulator.reset()
    after = world.store.dump()
    after.pop("clock", None)
    assert after == content
    assert world.clock.states() == states
    assert world.clock.now() == NOW
    assert world.ledger.entries() == []
    assert simulator.journal.exchanges() == []
    assert simulator.journal.last == 0
    assert world.faults.list() == []


def test_the_clock_goes_back_to_where_it_was_at_opening(make: Callable[..., Simulator]) -> None:
    clock = Clock(lambda: NOW)
    clock.freeze(1e9)
    clock.advance(60, "wx0123456789abcdef")
    simulator = make(clock)
    simulator.world.timekeeping.resume()
    simulator.world.timekeeping.advance(5.0)
    simulator.world.timekeeping.reset("wx0123456789abcdef")
    simulator.reset()
    assert clock.now() == 1e9
    assert clock.now("wx0123456789abcdef") == 1e9 + 60


def test_apps_and_people_are_those_of_the_file(
    make: Callable[..., Simulator], tmp_path: Path
) -> None:
    file = tmp_path / "apps.yaml"
    file.write_text(OWN_APPS, "utf-8")
    simulator = make(apps_file=file)
    world = simulator.world
    apps, people = world.apps.list(), world.people.list()
    assert [app.name for app in apps] == ["Own", "Nameless"]
    assert [person.name for person in people] == ["carol"]
    first = simulator.story()
    simulator.reset()
    assert (world.apps.list(), world.people.list()) == (apps, people)
    assert simulator.story() == first


@pytest.mark.parametrize("settings", ["durable", "redis"], indirect=True)
def test_a_kept_world_goes_back_to_its_apps_and_people_and_not_to_what_was_there(
    make: Callable[..., Simulator],
) -> None:
    simulator = make()
    seed_data = simulator.world.store.dump(without=LASTING)
    registered = simulator.world.apps.list(), simulator.world.people.list()
    simulator.story()
    simulator.world.timekeeping.freeze(5.0)
    simulator.world.store.close()

    simulator = make()
    assert simulator.world.clock.now() == 5.0
    assert (simulator.world.apps.list(), simulator.world.people.list()) != registered
    simulator.reset()
    assert simulator.world.store.dump(without=[*LASTING, "clock"]) == seed_data
    assert simulator.world.clock.now() == NOW
    simulator.world.store.close()

    # And that is kept too.
    simulator = make()
    assert (simulator.world.apps.list(), simulator.world.people.list()) == registered
    assert simulator.world.clock.now() == NOW


@pytest.mark.parametrize("settings", ["durable", "redis"], indirect=True)
def test_no_two_openings_give_the_same_rids_whatever_was_reset_between(
    make: Callable[..., Simulator],
) -> None:
    given: list[str] = []
    for _ in range(3):
        simulator = make()
        simulator.reset()
        given += [simulator.world.identifiers.rid(NOW) for _ in range(20)]
        simulator.world.store.close()
    assert len(set(given)) == 60


@pytest.mark.parametrize("settings", ["redis"], indirect=True)
def test_whoever_shares_the_world_finds_it_reset(make: Callable[..., Simulator]) -> None:
    one, other = make(), make()
    apps = other.world.apps.list()
    one.story()
    one.world.timekeeping.freeze(5.0)
    other.world.timekeeping.refresh()
    assert other.world.clock.now() == 5.0
    one.reset()
    other.world.timekeeping.refresh()
    assert other.world.clock.now() == NOW
    assert other.world.faults.list() == []
    assert other.world.apps.list() == apps
    one_rid, other_rid = (each.world.identifiers.rid(NOW) for each in (one, other))
    assert one_rid != other_rid


def test_snapshots_survive_a_reset_and_bring_back_what_it_took(
    make: Callable[..., Simulator],
) -> None:
    simulator = make()
    world = simulator.world
    world.timekeeping.freeze(5.0)
    world.people.change("alice", nickname="second")
    saved = world.snapshots.save("before")
    simulator.reset()
    assert world.snapshots.list() == [saved]
    assert world.people.get("alice").nickname == "爱丽丝"
    world.snapshots.restore("before")
    assert world.people.get("alice").nickname == "second"
    assert world.clock.now() == 5.0


def test_a_store_that_fails_leaves_all_as_it_is(
    make: Callable[..., Simulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator = make()
    simulator.story()
    apps, states = simulator.world.apps.list(), simulator.world.clock.states()
    told = simulator.world.ledger.entries(), simulator.journal.exchanges()

    def fail(*_: object, **__: object) -> None:
        raise StoreError("no room")

    monkeypatch.setattr(simulator.world.store, "restore", fail)
    with pytest.raises(StoreError, match="no room"):
        simulator.reset()
    monkeypatch.undo()
    assert (simulator.world.apps.list(), simulator.world.clock.states()) == (apps, states)
    assert (simulator.world.ledger.entries(), simulator.journal.exchanges()) == told


def test_a_world_that_was_not_opened_with_anything_becomes_empty() -> None:
    world = World(MemoryStore(), Clock(lambda: NOW), "1")
    world.apps.add()
    reset(world, Journal())
    assert world.apps.list() == []


def test_a_reset_takes_less_than_2_ms() -> None:
    simulator = Simulator(Settings())
    took = []
    for _ in range(20):
        simulator.story()
        began = time.perf_counter()
        simulator.reset()
        took.append(time.perf_counter() - began)
    # The machine may be busy with other things now and then.
    assert sorted(took)[5] < 0.002
