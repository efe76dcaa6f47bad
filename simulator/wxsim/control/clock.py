"""Moving the clock."""

from __future__ import annotations

import msgspec

from wxsim.control.route import Asked, Route, does, get
from wxsim.given import moment_in, require_reachable, seconds_in
from wxsim.times import iso
from wxsim.world.clock import WORLD
from wxsim.world.falling_due import Due


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """What time it is for the world, or for an app whose time was moved.

    Attributes:
        now: Unix seconds.
        iso: the same in UTC.
        frozen: whether it stands still.
        offset: seconds ahead of the machine's clock, while it runs.
    """

    now: float
    iso: str
    frozen: bool
    offset: float


class ClockShown(Time, frozen=True, kw_only=True):
    """The world's time, and the times of apps that have their own.

    Attributes:
        due: what came to its end on the way, and which pushes fell due, in order.
    """

    apps: dict[str, Time] = {}
    due: list[Due] = []


class Advance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the clock moves: ``5m``, or seconds; for one app where ``app`` names it."""

    by: str | float
    app: str | None = None


class FreezeAt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the clock stops: an ISO 8601 time, UTC where it names no zone, or Unix seconds.

    It stops now when left out.
    """

    at: str | float | None = None
    app: str | None = None


class SetTo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the clock goes, forward or backward; written as for freezing it."""

    at: str | float
    app: str | None = None


class Whose(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose clock; everybody's when left out."""

    app: str | None = None


def show_clock(asked: Asked) -> ClockShown:
    """Return what time it is."""
    return _shown(asked, [])


def advance(asked: Asked) -> ClockShown:
    """Move the clock forward."""
    seconds = seconds_in(asked.body.by, "by")
    appid = _appid(asked)
    require_reachable(asked.world.clock.now(appid) + seconds)
    return _shown(asked, asked.world.timekeeping.advance(seconds, appid))


def freeze(asked: Asked) -> ClockShown:
    """Stop the clock, now or at a time."""
    at = None if asked.body.at is None else moment_in(asked.body.at)
    return _shown(asked, asked.world.timekeeping.freeze(at, _appid(asked)))


def resume(asked: Asked) -> ClockShown:
    """Let the clock run on."""
    asked.world.timekeeping.resume(_appid(asked))
    return _shown(asked, [])


def set_to(asked: Asked) -> ClockShown:
    """Set the clock."""
    at = moment_in(asked.body.at)
    return _shown(asked, asked.world.timekeeping.set(at, _appid(asked)))


def reset_clock(asked: Asked) -> ClockShown:
    """Go back to the machine's time, or an app's to the world's."""
    return _shown(asked, asked.world.timekeeping.reset(_appid(asked)))


def _appid(asked: Asked) -> str:
    app = asked.body.app
    return WORLD if app is None else asked.world.apps.get(app).appid


def _shown(asked: Asked, due: list[Due]) -> ClockShown:
    # Of a shared world the store says what time it is, or that it cannot be told.
    asked.world.timekeeping.refresh()
    clock = asked.world.clock

    def time(appid: str) -> Time:
        state, now = clock.states()[appid], clock.now(appid)
        return Time(now=now, iso=iso(now), frozen=state.frozen_at is not None, offset=state.offset)

    times = {appid: time(appid) for appid in clock.states()}
    world = times.pop(WORLD)
    return ClockShown(**msgspec.structs.asdict(world), apps=times, due=due)


ROUTES: tuple[Route, ...] = (
    get(
        "/clock",
        "what time it is, and for which apps it is another",
        show_clock,
        ClockShown,
    ),
    does(
        "POST /clock/advance",
        "moves the clock by 5m",
        advance,
        ClockShown,
        body=Advance,
        finds=True,
    ),
    does(
        "POST /clock/freeze",
        "stops the clock",
        freeze,
        ClockShown,
        body=FreezeAt,
        finds=True,
    ),
    does(
        "POST /clock/resume",
        "lets the clock run on",
        resume,
        ClockShown,
        body=Whose,
        finds=True,
    ),
    does(
        "POST /clock/set",
        "sets the clock",
        set_to,
        ClockShown,
        body=SetTo,
        finds=True,
    ),
    does(
        "POST /clock/reset",
        "goes back to the machine's time, or an app's to the world's",
        reset_clock,
        ClockShown,
        body=Whose,
        finds=True,
    ),
)
