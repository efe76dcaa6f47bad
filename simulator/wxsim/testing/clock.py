"""The clock in the hands of a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from wxsim.given import moment_in
from wxsim.testing.apps import AppHandle
from wxsim.world import App, InvalidValue, World
from wxsim.world.clock import WORLD
from wxsim.world.falling_due import Due

# A time as a test may write it: Unix seconds, ISO 8601, or an aware datetime.
Moment = float | str | datetime


def unix_seconds(moment: Moment) -> float:
    """Return a time in Unix seconds.

    A text that names no zone is UTC. A naive datetime is refused: Python itself
    takes one for the machine's local time.

    Raises:
        InvalidValue: it is no time, or a naive datetime.
    """
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise InvalidValue(
                f"{moment!r} says no moment on its own",
                "give an aware one, or a text like 2026-01-31T12:00:00Z",
            )
        moment = moment.timestamp()
    if isinstance(moment, bool) or not isinstance(moment, (int, float, str)):
        raise InvalidValue(
            f"{moment!r} is no time",
            "give Unix seconds, an aware datetime, or a text like 2026-01-31T12:00:00Z",
        )
    return moment_in(moment)


class ClockHandle:
    """The simulator's time.

    Wherever an ``app`` can be given, only that app's time is moved; the others
    notice nothing. Without one the world's is, and every app's that has none
    of its own.

    Args:
        world: whose time it is.
        find_app: tells which app is meant.
    """

    def __init__(self, world: World, find_app: Callable[[AppHandle | str], App]) -> None:
        self._world = world
        self._find_app = find_app

    def now(self, app: AppHandle | str | None = None) -> float:
        """Return the time, in Unix seconds."""
        return self._world.clock.now(self._appid(app))

    def advance(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        app: AppHandle | str | None = None,
    ) -> list[Due]:
        """Let time pass at once, and return what came to its end on the way, in order.

        Raises:
            InvalidValue: the sum is negative, for :meth:`set` moves backward; or it
                is none, or leads beyond 2106.
        """
        try:
            span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidValue(
                f"so much time cannot pass: {error}", "give numbers, as in minutes=5"
            ) from error
        passing = span.total_seconds()
        if passing < 0:
            raise InvalidValue(f"{passing:g} seconds cannot pass", "use set() to go back in time")
        appid = self._appid(app)
        moment_in(self._world.clock.now(appid) + passing)
        return self._world.timekeeping.advance(passing, appid)

    def set(self, at: Moment, app: AppHandle | str | None = None) -> list[Due]:
        """Go to a time; returns as :meth:`advance` does.

        Args:
            at: Unix seconds, an aware datetime or ISO 8601, UTC where it names no zone.
            app: see above.

        Raises:
            InvalidValue: ``at`` is no time.
        """
        return self._world.timekeeping.set(unix_seconds(at), self._appid(app))

    def freeze(self, at: Moment | None = None, app: AppHandle | str | None = None) -> None:
        """Stop the time, where it is or at a given one.

        Raises:
            InvalidValue: ``at`` is no time.
        """
        at = None if at is None else unix_seconds(at)
        self._world.timekeeping.freeze(at, self._appid(app))

    def resume(self, app: AppHandle | str | None = None) -> None:
        """Let a frozen time run on from where it stands."""
        self._world.timekeeping.resume(self._appid(app))

    def reset(self, app: AppHandle | str | None = None) -> None:
        """Go back to the machine's own running time, or with an app to the world's."""
        self._world.timekeeping.reset(self._appid(app))

    def _appid(self, app: AppHandle | str | None) -> str:
        return WORLD if app is None else self._find_app(app).appid
