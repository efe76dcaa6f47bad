"""Durations and moments, as people and programs write them."""

from __future__ import annotations

import math
from datetime import datetime, timezone

from wxsim.durations import parse_duration
from wxsim.world import InvalidValue

# The year 9999 has the last date that HTTP can carry; 2001 the first that a rid can.
_EARLIEST = 1_000_000_000
_LATEST = 4_294_967_295
_LONGEST = 36_500 * 86_400


def seconds_in(value: str | float, name: str) -> float:
    """Return the seconds in ``5m`` or in a number.

    Raises:
        InvalidValue: it is no duration.
    """
    if isinstance(value, str):
        try:
            return parse_duration(value)
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            raise InvalidValue(f"{name}: {message}", hint) from error
    if not math.isfinite(value) or not 0 <= value <= _LONGEST:
        raise InvalidValue(
            f"{name} is {value}, which is no duration", "give 0 seconds or more, or a text like 5m"
        )
    return float(value)


def moment_in(value: str | float) -> float:
    """Return the Unix seconds in an ISO 8601 time or in a number.

    A time without a zone is UTC.

    Raises:
        InvalidValue: it is none, or one that WeChat's headers and rids cannot carry.
    """
    hint = "write 2026-01-31T12:00:00Z, or Unix seconds, between 2001 and 2106"
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError as error:
            raise InvalidValue(f"{value!r} is no time", hint) from error
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        value = moment.timestamp()
    if not math.isfinite(value) or not _EARLIEST <= value <= _LATEST:
        raise InvalidValue(f"{value} is too early or too late", hint)
    return float(value)


def iso(at: float) -> str:
    """Return Unix seconds as ISO 8601 in UTC."""
    moment = datetime.fromtimestamp(at, timezone.utc)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
