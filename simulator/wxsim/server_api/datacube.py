"""Figures of the visits to a Mini Program."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.portrait import portrait
from wxsim.server_api.route import COMMON_ERRORS, DOCS, TOKEN_ERRORS, Handler, Route
from wxsim.server_api.visit_shapes import distribution, pages_visited, retention, trend
from wxsim.world import Refused, World
from wxsim.world.visits import Days

_WEEK = 7
# Documented: how many days lie between the dates of a portrait.
_PORTRAITS = (0, 6, 29)
# Documented: after how many days, weeks and months visitors are looked for again.
_DAYS_LATER = (0, 1, 2, 3, 4, 5, 6, 7, 14, 30)
_WEEKS_LATER = (0, 1, 2, 3, 4)
_MONTHS_LATER = (0, 1)


def get_daily_summary(world: World, call: Call) -> dict[str, Any]:
    """Return how many have ever come: ``POST /datacube/getweanalysisappiddailysummarytrend``.

    Raises:
        Refused: as :func:`_days` does, for one day.
    """
    days = _one_day(world, call)
    figures = world.visits.figures(call.app, days)
    shares, sharers = world.visits.spread(
        call.app, days, "shares", figures.visitors // 10, (0.6, 0.4)
    )
    until = Days(date.min, days.end)
    known = len(world.visits.visitors(call.app, until))
    total = known or figures.visitors * 12
    shared = {"share_pv": shares + sharers, "share_uv": sharers}
    return {"list": [{"ref_date": _written(days.begin), "visit_total": total, **shared}]}


def get_daily_visit_trend(world: World, call: Call) -> dict[str, Any]:
    """Return the visits of a day: ``POST /datacube/getweanalysisappiddailyvisittrend``."""
    days = _one_day(world, call)
    return trend(world, call.app, days, _written(days.begin))


def get_weekly_visit_trend(world: World, call: Call) -> dict[str, Any]:
    """Return the visits of a week: ``POST /datacube/getweanalysisappidweeklyvisittrend``."""
    days = _one_week(world, call)
    return trend(world, call.app, days, _span(days))


def get_monthly_visit_trend(world: World, call: Call) -> dict[str, Any]:
    """Return the visits of a month: ``POST /datacube/getweanalysisappidmonthlyvisittrend``."""
    days = _one_month(world, call)
    return trend(world, call.app, days, f"{days.begin:%Y%m}")


def get_daily_retain(world: World, call: Call) -> dict[str, Any]:
    """Return who came again: ``POST /datacube/getweanalysisappiddailyretaininfo``."""
    days = _one_day(world, call)
    later = {
        number: Days(day, day)
        for number in _DAYS_LATER
        for day in [days.begin + timedelta(days=number)]
    }
    return retention(world, call.app, _written(days.begin), later)


def get_weekly_retain(world: World, call: Call) -> dict[str, Any]:
    """Return who came again: ``POST /datacube/getweanalysisappidweeklyretaininfo``."""
    days = _one_week(world, call)
    later = {
        number: Days(begin, begin + timedelta(days=_WEEK - 1))
        for number in _WEEKS_LATER
        for begin in [days.begin + timedelta(days=_WEEK * number)]
    }
    return retention(world, call.app, _span(days), later)


def get_monthly_retain(world: World, call: Call) -> dict[str, Any]:
    """Return who came again: ``POST /datacube/getweanalysisappidmonthlyretaininfo``."""
    days = _one_month(world, call)
    next_month = days.end + timedelta(days=1)
    later = dict(zip(_MONTHS_LATER, (days, _month_of(next_month)), strict=True))
    return retention(world, call.app, f"{days.begin:%Y%m}", later)


def get_user_portrait(world: World, call: Call) -> dict[str, Any]:
    """Return what visitors are like: ``POST /datacube/getweanalysisappiduserportrait``."""
    days = _days(world, call)
    if (days.end - days.begin).days not in _PORTRAITS:
        raise Refused(61501, f"{_span(days)} is none of 1, 7 and 30 days")
    ref_date = _written(days.begin) if days.begin == days.end else _span(days)
    return {
        "ref_date": ref_date,
        "visit_uv_new": portrait(world, call.app, days, new=True),
        "visit_uv": portrait(world, call.app, days, new=False),
    }


def get_visit_distribution(world: World, call: Call) -> dict[str, Any]:
    """Return how people came: ``POST /datacube/getweanalysisappidvisitdistribution``."""
    days = _one_day(world, call)
    return {"ref_date": _written(days.begin), "list": distribution(world, call.app, days)}


def get_visit_page(world: World, call: Call) -> dict[str, Any]:
    """Return which pages were seen: ``POST /datacube/getweanalysisappidvisitpage``."""
    days = _one_day(world, call)
    return {"ref_date": _written(days.begin), "list": pages_visited(world, call.app, days)}


def _one_day(world: World, call: Call) -> Days:
    days = _days(world, call)
    if days.begin != days.end:
        raise Refused(61501, f"{_span(days)} is more than one day")
    return days


def _one_week(world: World, call: Call) -> Days:
    days = _days(world, call)
    if days.begin.weekday() or (days.end - days.begin).days != _WEEK - 1:
        raise Refused(61501, f"{_span(days)} is no week from Monday to Sunday")
    return days


def _one_month(world: World, call: Call) -> Days:
    days = _days(world, call)
    if days != _month_of(days.begin):
        raise Refused(61501, f"{_span(days)} is no whole month")
    return days


def _days(world: World, call: Call) -> Days:
    """Return the days that are asked for.

    Raises:
        Refused: 47001 no JSON object, 61500 no dates, 61501 they end before
            they begin, or are not over yet (documented: yesterday at the latest).
    """
    body = json_body(call)
    begin, end = (_date(text_of(body.get(name))) for name in ("begin_date", "end_date"))
    days, today = Days(begin, end), world.visits.today(call.app)
    if begin > end or end >= today:
        raise Refused(61501, f"{_span(days)} was asked for on {_written(today)}")
    return days


def _date(text: str) -> date:
    # strptime alone would take 2026111 as well.
    if len(text) == len("yyyymmdd") and text.isascii() and text.isdigit():
        try:
            return datetime.strptime(text + "+0000", "%Y%m%d%z").date()
        except ValueError:
            pass
    raise Refused(61500, f"{text!r} is no date of the form yyyymmdd")


def _month_of(day: date) -> Days:
    _, last = calendar.monthrange(day.year, day.month)
    return Days(day.replace(day=1), day.replace(day=last))


def _written(day: date) -> str:
    return f"{day:%Y%m%d}"


def _span(days: Days) -> str:
    return f"{_written(days.begin)}-{_written(days.end)}"


def _route(name: str, handler: Handler, page: str) -> Route:
    return Route(
        path=f"/datacube/getweanalysisappid{name}",
        methods=("POST",),
        handler=handler,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 43002, 47001, 61500, 61501),
        # Observed: the hint before the rid, of this family alone.
        hinted=(61501,),
        parameters=in_json("begin_date", "end_date"),
        documentation=f"{DOCS}data-analysis/{page}.html",
        evidence="documented",
        compared="2026-11-23",
        tests=("contract/test_datacube.py",),
    )


ROUTES = (
    _route("dailysummarytrend", get_daily_summary, "others/api_getdailysummary"),
    _route("dailyvisittrend", get_daily_visit_trend, "visit-trend/api_getdailyvisittrend"),
    _route("weeklyvisittrend", get_weekly_visit_trend, "visit-trend/api_getweeklyvisittrend"),
    _route("monthlyvisittrend", get_monthly_visit_trend, "visit-trend/api_getmonthlyvisittrend"),
    _route("dailyretaininfo", get_daily_retain, "visit-retain/api_getdailyretain"),
    _route("weeklyretaininfo", get_weekly_retain, "visit-retain/api_getweeklyretain"),
    _route("monthlyretaininfo", get_monthly_retain, "visit-retain/api_getmonthlyretain"),
    _route("userportrait", get_user_portrait, "others/api_getuserportrait"),
    _route("visitdistribution", get_visit_distribution, "others/api_getvisitdistribution"),
    _route("visitpage", get_visit_page, "others/api_getvisitpage"),
)
