"""Durations and moments that somebody gave, refused in the words of the world."""

from __future__ import annotations

from wxsim.times import BadTime, parse_duration, parse_moment
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
