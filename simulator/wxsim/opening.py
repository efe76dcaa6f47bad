"""Opening a world: new and in memory, or one that is kept somewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wxsim.registration import Registrations, read_registrations, register_app, register_person
from wxsim.settings import DEFAULT_SEED, Settings
from wxsim.store import MemoryStore, Store
from wxsim.store.interface import Tables
from wxsim.world import AlreadyThere, Clock, InvalidValue, World
from wxsim.world.records import Origin
from wxsim.world.tables import Table
from wxsim_fixtures import DEMO_FILE

T = TypeVar("T")


def open_world(settings: Settings, clock: Clock | None = None, store: Store | None = None) -> World:
    """Open the world that the settings describe, and add what it lacks of apps and people.

    They are the world's seed data, to which :func:`wxsim.resetting.reset` goes back.

    Args:
        settings: what it is made of.
        clock: its time; the machine's when omitted.
        store: where it is kept, in place of what the settings say.

    Raises:
        InvalidValue: the apps file does not fit, or the world that is kept
            there was made with another seed.
        StoreError: the store cannot be opened; the text says what to do.
    """
    clock = clock or Clock(time.time)
    # Read before anything is opened, so that a mistake in it changes nothing.
    registrations = _registrations(settings.apps_file)
    store = store or _open_store(settings, clock)
    try:
        origin = _origin(store, settings.seed)
        world = World(store, clock, origin.seed, instance=origin.openings)
        world.seed_data = _seed_data(origin.seed, registrations)
        _register(world, registrations)
    except BaseException:
        store.close()
        raise
    return world


def earliest_time(tables: Tables) -> float:
    """Return the time of whoever is furthest behind in a world that nobody has opened.

    Args:
        tables: its store's, for what has ended by then may be thrown away.
    """
    store = MemoryStore()
    store.restore({"clock": tables.get("clock", {})})
    clock = Clock(time.time)
    # A world sets the clock as its store says.
    World(store, clock, DEFAULT_SEED)
    return clock.earliest()


def _open_store(settings: Settings, clock: Clock) -> Store:
    if settings.store_url is not None:
        # Each of the two costs an import that the memory store does without.
        from wxsim.store.redis import RedisStore  # noqa: PLC0415  # see above

        return RedisStore(settings.store_url)
    if settings.data is not None:
        from wxsim.store.durable import DurableStore  # noqa: PLC0415  # see above

        return DurableStore(settings.data, clock.earliest, settings.durability, latest=clock.latest)
    return MemoryStore(clock.earliest, clock.latest)


def _seed_data(seed: str, registrations: Registrations) -> Tables:
    """Return what a new world of this seed has in its store once all are registered."""
    new = World(MemoryStore(), Clock(float), seed)
    _register(new, registrations)
    return new.store.dump()


def _origin(store: Store, seed: str | None) -> Origin:
    """Return how the world began, having counted this opening of it."""
    table = Table(store, "origin", Origin)

    def opened(origin: Origin) -> Origin:
        if seed is not None and seed != origin.seed:
            raise InvalidValue(
                f"this world was made with seed {origin.seed!r}, not {seed!r}",
                f"leave --seed out, give --seed {origin.seed}, or keep the new world elsewhere",
            )
        return Origin(seed=origin.seed, openings=origin.openings + 1)

    return table.change("world", Origin(seed=seed or DEFAULT_SEED), opened)


def _registrations(apps_file: Path | None) -> Registrations:
    demo = read_registrations(DEMO_FILE)
    if apps_file is None:
        return demo
    own = read_registrations(apps_file)
    _require_distinct("app", [app.appid for app in own.apps if app.appid is not None], apps_file)
    _require_distinct("person", [person.name for person in own.people], apps_file)
    return Registrations(apps=own.apps or demo.apps, people=own.people or demo.people)


def _require_distinct(what: str, names: list[str], file: Path) -> None:
    # Two of a name would otherwise look like one that was kept from an earlier run.
    for name in names:
        if names.count(name) > 1:
            raise InvalidValue(f"{file} has the {what} {name} twice", "give each its own name")


def _register(world: World, registrations: Registrations) -> None:
    for app in registrations.apps:
        _unless_there(register_app, world, app)
    for person in registrations.people:
        _unless_there(register_person, world, person)


def _unless_there(add: Callable[[World, T], object], world: World, new: T) -> None:
    try:
        add(world, new)
    except AlreadyThere:
        # Kept from an earlier run, or added by a simulator that shares the store.
        return
