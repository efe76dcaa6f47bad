"""Who visited which Mini Program when, as far as is known, and plausible figures where not.

Known are the logins that the ledger still remembers. Of a time in which it
remembers none, the figures follow from the seed: the same in every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from wxsim.world.beijing import date_of, day_number
from wxsim.world.entry import Entry
from wxsim.world.ground import Ground
from wxsim.world.people import People
from wxsim.world.records import App, Person

# How much the visitors of many days overlap (assumed).
_OVERLAP = 0.4

_EPOCH = date(1970, 1, 1).toordinal()


class Days(msgspec.Struct, frozen=True):
    """Days from one to another, both included, as Beijing counts them."""

    begin: date
    end: date

    def holds(self, at: float) -> bool:
        """Tell whether a time is on one of them."""
        # Numbers, for a ledger has ten thousand entries, and dates take their time.
        day = day_number(at) + _EPOCH
        return self.begin.toordinal() <= day <= self.end.toordinal()

    @property
    def each(self) -> list[date]:
        """Every day of them."""
        count = (self.end - self.begin).days + 1
        return [self.begin + timedelta(days=number) for number in range(count)]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The visits of some days.

    Attributes:
        sessions: how often the Mini Program was opened.
        pages: how many pages were seen.
        visitors: different people.
        newcomers: those of them who had never come before.
        seconds: spent in one session on average.
        depth: pages of one session on average.
    """

    sessions: int
    pages: int
    visitors: int
    newcomers: int
    seconds: float
    depth: float


class Visits:
    """The visits of every app."""

    def __init__(self, ground: Ground, people: People) -> None:
        self._clock = ground.clock
        self._ledger = ground.ledger
        self._identifiers = ground.identifiers
        self._people = people

    def today(self, app: App) -> date:
        """Return the day it is in Beijing by the app's clock."""
        return date_of(self._clock.now(app.appid))

    def known(self, app: App, days: Days | None = None, event: str = "code issued") -> list[Entry]:
        """Return the logins of some days, or of all, or other events, oldest first."""
        return [
            entry
            for entry in self._ledger.entries()
            if entry.appid == app.appid
            and entry.event == event
            and (days is None or days.holds(entry.at))
        ]

    def visitors(self, app: App, days: Days, *, new: bool = False) -> set[str]:
        """Return the names of those who are known to have come, or to have come first then."""
        came = {entry.person for entry in self.known(app, days)}
        if not new:
            return came
        before = Days(date.min, days.begin - timedelta(days=1))
        return came - {entry.person for entry in self.known(app, before)}

    def profiles(self, names: set[str]) -> list[Person]:
        """Return the people of these names."""
        return [self._people.get(name) for name in sorted(names)]

    def figures(self, app: App, days: Days) -> Figures:
        """Return the figures of some days: known ones, or seeded ones where nothing is known."""
        logins = self.known(app, days)
        label = f"{days.begin}/{days.end}"
        depth = 1.5 + 2 * self._fraction(app, label, "depth")
        seconds = 20 + 60 * self._fraction(app, label, "seconds")
        if logins:
            sessions, visitors = len(logins), len(self.visitors(app, days))
            newcomers = len(self.visitors(app, days, new=True))
        else:
            each = [self._seeded_visitors(app, day) for day in days.each]
            visitors = round(sum(each) / len(each) ** _OVERLAP)
            sessions = round(sum(each) * (1.3 + 0.6 * self._fraction(app, label, "sessions")))
            newcomers = round(visitors * (0.05 + 0.1 * self._fraction(app, label, "new")))
        return Figures(
            sessions=sessions,
            pages=round(sessions * depth),
            visitors=visitors,
            newcomers=newcomers,
            seconds=round(seconds, 4),
            depth=round(depth, 4),
        )

    def returned(self, app: App, days: Days, later: Days, *, steps: int, new: bool) -> int:
        """Return how many visitors of some days came again in later ones.

        Args:
            app: whose.
            days: the first visit.
            later: when they came again.
            steps: how far that is, in days, weeks or months.
            new: count newcomers alone.
        """
        if self.known(app, days):
            return len(self.visitors(app, days, new=new) & self.visitors(app, later))
        figures = self.figures(app, days)
        base = figures.newcomers if new else figures.visitors
        stay = 0.25 + 0.2 * self._fraction(app, str(days.begin), f"returned {steps} {new}")
        return int(base * stay / float(steps) ** 0.6)

    def spread(
        self, app: App, days: Days, label: str, total: int, weights: Sequence[float]
    ) -> list[int]:
        """Split a total into parts of about these weights, the same in every run."""
        skewed = [
            weight
            * (0.8 + 0.4 * self._fraction(app, f"{days.begin}/{days.end}", f"{label} {place}"))
            for place, weight in enumerate(weights)
        ]
        parts = [int(total * weight / sum(skewed)) for weight in skewed]
        parts[0] += total - sum(parts)
        return parts

    def _seeded_visitors(self, app: App, day: date) -> int:
        size = 200 + 1_800 * self._fraction(app, "size")
        return round(size * (0.8 + 0.4 * self._fraction(app, str(day), "visitors")))

    def _fraction(self, app: App, *labels: str) -> float:
        return self._identifiers.fraction("visits", app.appid, *labels)
