"""Days as WeChat counts them: those of Beijing (documented: rate limits)."""

from __future__ import annotations

from datetime import date, datetime, timezone

from wxsim.world.switches import DAY

_AHEAD_OF_UTC = 8 * 3600


def day_number(at: float) -> int:
    """Return the day of a time as a number: 0 is that of the first of January 1970."""
    return int((at + _AHEAD_OF_UTC) // DAY)


def beginning_of_day(number: int) -> int:
    """Return when a day begins, in Unix seconds."""
    return number * DAY - _AHEAD_OF_UTC


def date_of(at: float) -> date:
    """Return the day of a time as a date."""
    return datetime.fromtimestamp(at + _AHEAD_OF_UTC, timezone.utc).date()
