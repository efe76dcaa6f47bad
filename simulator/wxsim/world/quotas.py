"""How often an app may call one path."""

from __future__ import annotations

import msgspec

from wxsim.world.beijing import date_of, day_number
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, QuotaClearings, QuotaUse
from wxsim.world.tables import Table


class Quotas:
    """Counts calls where an app has a quota, and nothing where it has none."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "quotas", QuotaUse)
        self._clearings = Table(ground.store, "quota_clearings", QuotaClearings)
        self._clock = ground.clock

    def count(self, app: App, path: str, too_fast: int = 45011) -> None:
        """Count one call of ``path``.

        A refused call counts as well, so hammering does not help (assumed).

        Args:
            app: who calls.
            path: what.
            too_fast: the path's errcode for too many calls in a minute.

        Raises:
            Refused: 45009 the daily quota is used up, ``too_fast`` the minute's is.
        """
        daily, per_minute = app.switches.daily_quota, app.switches.minute_quota
        if not daily and not per_minute:
            return
        now = self._clock.now(app.appid)
        minute, day = int(now // 60), self._day(app)

        def counted(use: QuotaUse) -> QuotaUse:
            return QuotaUse(
                minute=minute,
                in_minute=use.in_minute + 1 if use.minute == minute else 1,
                day=day,
                in_day=use.in_day + 1 if use.day == day else 1,
            )

        use = self._table.change(f"{app.appid}{path}", QuotaUse(), counted)
        if daily and use.in_day > daily:
            raise Refused(45009, f"call {use.in_day} of {path} today; daily_quota is {daily}")
        if per_minute and use.in_minute > per_minute:
            raise Refused(
                too_fast,
                f"call {use.in_minute} of {path} this minute; minute_quota is {per_minute}",
            )

    def used_today(self, app: App, path: str) -> int:
        """Return how often a path was called today, where the app has a quota."""
        use = self._table.get(f"{app.appid}{path}") or QuotaUse()
        return use.in_day if use.day == self._day(app) else 0

    def clear(self, app: App, path: str = "") -> None:
        """Begin the day's counts anew; those of the minute stay (documented: daily quotas).

        Args:
            app: whose.
            path: which; all when empty.
        """
        keys = [f"{app.appid}{path}"] if path else self._table.keys(f"{app.appid}/")
        for key in keys:
            self._table.change(key, QuotaUse(), lambda use: msgspec.structs.replace(use, in_day=0))

    def spend_clearing(self, app: App, kind: str, per_month: int, errcode: int) -> None:
        """Use up one of the month's clearings.

        Args:
            app: whose.
            kind: they are counted by kind.
            per_month: how many there are.
            errcode: for who has none left.

        Raises:
            Refused: ``errcode``.
        """
        month = f"{date_of(self._clock.now(app.appid)):%Y-%m}"

        def spent(clearings: QuotaClearings) -> QuotaClearings:
            count = clearings.count if clearings.month == month else 0
            if count >= per_month:
                raise Refused(errcode, f"{app.appid} has cleared {count} times this month")
            return QuotaClearings(month=month, count=count + 1)

        self._clearings.change(f"{app.appid}/{kind}", QuotaClearings(), spent)

    def _day(self, app: App) -> int:
        return day_number(self._clock.now(app.appid))
