"""How often an app may call one path."""

from __future__ import annotations

from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, QuotaUse
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# WeChat counts days as Beijing does (documented: rate limits); a minute is a minute.
BEIJING = 8 * 3600


class Quotas:
    """Counts calls where an app has a quota, and nothing where it has none."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "quotas", QuotaUse)
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
        minute, day = int(now // 60), int((now + BEIJING) // DAY)

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
