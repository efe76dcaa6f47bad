"""Which WeChat a program runs in."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.javascript.world_clock import Control


@dataclass(frozen=True)
class Surroundings:
    """Which WeChat a program runs in.

    Attributes:
        url: where the simulator listens.
        control: its control door.
        appid: which app the program is.
        person: whose phone it is on; None for the simulator's first person.
        control_token: what the simulator wants to hear, if anything.
        own: whether the simulator is there for this run alone, so that its
            clock may be moved.
    """

    url: str
    control: Control
    appid: str
    person: str | None = None
    control_token: str | None = None
    own: bool = True
