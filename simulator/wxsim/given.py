"""Durations and moments that somebody gave, refused in the words of the world."""

from __future__ import annotations

from wxsim.times import LATEST, BadTime, iso, parse_duration, parse_moment
from wxsim.world import InvalidValue


def seconds_in(value: str | float, name: str) -> float:
    """Return the seconds in ``5m`` or in a number.

    Args:
        value: what was given.
        name: what it was given for.

    Raises:
        InvalidValue: it is no duration.
    """
    try:
        return parse_duration(value)
    except BadTime as error:
        raise InvalidValue(f"{name}: {error.message}", error.hint) from error


def moment_in(value: str | float) -> float:
    """Return the Unix seconds in an ISO 8601 time or in a number.

    Raises:
        InvalidValue: it is none; see :func:`wxsim.times.parse_moment`.
    """
    try:
        return parse_moment(value)
    except BadTime as error:
        raise InvalidValue(error.message, error.hint) from error


def require_reachable(at: float) -> None:
    """Refuse to let a clock go further than times can be written.

    Args:
        at: Unix seconds.

    Raises:
        InvalidValue: it is later than any moment that can be given.
    """
    try:
        parse_moment(at)
    except BadTime as error:
        raise InvalidValue(
            f"that would be {iso(at)}, and the clock goes no further than {iso(LATEST)}",
            "advance it by less, or set it: times here are between 2001 and 2106",
        ) from error
