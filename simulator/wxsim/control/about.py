"""What the simulator says of itself."""

from __future__ import annotations

import msgspec

from wxsim.control.route import Asked, Route, get
from wxsim.version import __version__


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Name, version, seed and time of a simulator.

    Attributes:
        now: Unix seconds by the world's clock.
    """

    name: str
    version: str
    seed: str
    now: float


def about(asked: Asked) -> About:
    """Say what this is."""
    world = asked.world
    return About(
        name="wxsim", version=__version__, seed=world.identifiers.seed, now=world.clock.now()
    )


ROUTES: tuple[Route, ...] = (get("/", "name, version, seed, time", about, About, stored=False),)
