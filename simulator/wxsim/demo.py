"""A world to start with."""

from __future__ import annotations

import time
from pathlib import Path

from wxsim.registration import Registrations, read_registrations, register
from wxsim.store import MemoryStore, Store
from wxsim.world import Clock, World
from wxsim_fixtures import DEMO_FILE


def demo_world(
    seed: str = "1",
    *,
    clock: Clock | None = None,
    store: Store | None = None,
    apps_file: Path | None = None,
) -> World:
    """Return a world with apps and people in it.

    Args:
        seed: see :class:`World`.
        clock: its time; the machine's when omitted.
        store: where it is kept; in memory when omitted.
        apps_file: a file of the caller's own. Its apps and its people take the
            places of the demo's, each where it has any.

    Raises:
        InvalidValue: the file cannot be read or does not fit.
    """
    world = World(store or MemoryStore(), clock or Clock(time.time), seed)
    registrations = read_registrations(DEMO_FILE)
    if apps_file is not None:
        own = read_registrations(apps_file)
        registrations = Registrations(
            apps=own.apps or registrations.apps, people=own.people or registrations.people
        )
    register(world, registrations)
    return world
