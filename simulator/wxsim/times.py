"""Durations and moments: how people and programs write them, and how they are written here."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta, timezone

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(?:[0-9]{1,12}[smhd])+")
# A hundred years: beyond that, dates soon have no form that HTTP could carry.
_LONGEST = 36_500 * 86_400
_PART = re.compile(r"([0-9]+)([smhd])")

# A rid begins with eight hex digits of Unix time, the first of which is no 0 (observed).
_EARLIEST = 1_000_000_000
LATEST = 4_294_967_295

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LAST = datetime.max.replace(tzinfo=timezone.utc)


class BadTime(ValueError):
    """Something that is no duration, or no moment.

    Args:
        message: what was wrong.
        hint: what would be right.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


def parse_duration(value: str | float) -> float:
    """Return the seconds in a text such as ``90s``, ``5m`` or ``1h30m``, or in a number.

    Raises:
        BadTime: it is no duration, or longer than a hundred years.
    """
    if not isinstance(value, str):
        if not math.isfinite(value) or not 0 <= value <= _LONGEST:
            raise BadTime(f"{value} is no duration", "give 0 seconds or more, or a text like 5m")
        return float(value)
    if not _DURATION.fullmatch(value):
        raise BadTime(f"{value!r} is no duration", "write 90s, 5m, 2h, 3d or 1h30m")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(value))
    if seconds > _LONGEST:
        raise BadTime(f"{value} is longer than a hundred years", "write 36500d or less")
    return float(seconds)


def parse_moment(value: str | float) -> float:
    """Return the Unix seconds in an ISO 8601 time or in a number.

    A time that names no zone is UTC, as are all that wxsim writes.

    Raises:
        BadTime: it is none, or one that WeChat's headers and rids cannot carry.
    """
    hint = (
        "write 2026-01-31T12:00:00Z or 2026-01-31T20:00:00+08:00, UTC where no zone is named, "
        "or Unix seconds, between 2001 and 2106"
    )
    if isinstance(value, str):
        try:
            # Python 3.10 does not read the Z.
            moment = datetime.fromisoformat(value[:-1] + "+00:00" if value[-1:] == "Z" else value)
        except ValueError as error:
            raise BadTime(f"{value!r} is no time", hint) from error
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        value = moment.timestamp()
    if not math.isfinite(value) or not _EARLIEST <= value <= LATEST:
        raise BadTime(f"{value} is too early or too late", hint)
    return float(value)


def iso(at: float, *, digits: int | None = 0) -> str:
    """Return a time as ISO 8601 in UTC.

    Args:
        at: Unix seconds. What no calendar has is told as the nearest it has.
        digits: of the fraction: 0 or 3; None for 3 where there is one.
    """
    try:
        moment = _EPOCH + timedelta(milliseconds=round(at * 1000))
    except OverflowError:
        moment = _LAST
    whole = digits == 0 or (digits is None and not moment.microsecond)
    text = moment.isoformat(timespec="seconds" if whole else "milliseconds")
    return text.replace("+00:00", "Z")
