"""A world to start with."""

from __future__ import annotations

from pathlib import Path

from wxsim.opening import open_world
from wxsim.settings import DEFAULT_SEED, Settings
from wxsim.store import Store
from wxsim.world import Clock, World


def demo_world(
    seed: str = DEFAULT_SEED,
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
        apps_file: see :class:`Settings`.

    Raises:
        InvalidValue: the file cannot be read or does not fit.
    """
    return open_world(Settings(seed=seed, apps_file=apps_file), clock, store)
