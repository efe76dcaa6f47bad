"""A world to start with."""

from __future__ import annotations

from pathlib import Path

from wxsim.opening import DEFAULT_SEED, Settings, open_world
from wxsim.world import Clock, World


def demo_world(
    seed: str = DEFAULT_SEED, *, clock: Clock | None = None, apps_file: Path | None = None
) -> World:
    """Return a world in memory, with apps and people in it.

    Args:
        seed: see :class:`World`.
        clock: its time; the machine's when omitted.
        apps_file: see :class:`Settings`.

    Raises:
        InvalidValue: the file cannot be read or does not fit.
    """
    return open_world(Settings(seed=seed, apps_file=apps_file), clock)
