"""How many steps people take: plausible figures that follow from the seed."""

from __future__ import annotations

import msgspec

from wxsim.world.beijing import beginning_of_day, day_number
from wxsim.world.identifiers import Identifiers
from wxsim.world.records import Person

# Documented: the past 30 days (wx.getWeRunData). That today comes on top is assumed.
_DAYS = 31

# Assumed: what a person walks on an ordinary day, and how much a day is like that.
_LEAST, _MOST = 3_000, 11_000
_QUIET, _BUSY = 0.4, 1.6
# Assumed: nobody walks before seven and after eleven, and everybody evenly between.
_UP, _ASLEEP = 7 * 3600, 23 * 3600


class DaySteps(msgspec.Struct, frozen=True):
    """The steps of one day.

    Attributes:
        timestamp: Unix seconds of the day's beginning in Beijing.
    """

    timestamp: int
    step: int


def steps_of(identifiers: Identifiers, person: Person, now: float) -> list[DaySteps]:
    """Return what a person has walked in the past 30 days and today, oldest first.

    Every app sees the same figures, and today's grow with the hours.

    Args:
        identifiers: whose seed decides.
        person: who walks.
        now: Unix seconds.
    """
    usual = _LEAST + (_MOST - _LEAST) * identifiers.fraction("usual steps", person.name)
    today = day_number(now)
    days = []
    for day in range(today - _DAYS + 1, today + 1):
        mood = identifiers.fraction("steps", person.name, day)
        begins = beginning_of_day(day)
        awake = min(max(now - begins - _UP, 0), _ASLEEP - _UP) / (_ASLEEP - _UP)
        days.append(DaySteps(begins, int(usual * (_QUIET + (_BUSY - _QUIET) * mood) * awake)))
    return days
