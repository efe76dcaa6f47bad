"""The answers of the datacube, out of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wxsim.world import App, World
from wxsim.world.pages import home_page
from wxsim.world.visits import Days

_SECOND_PAGES = 4

# Documented: keys of the ways in. The scenes that openings here can have.
_LIST, _CHATS, _SCAN, _OTHER_APPS, _ELSEWHERE = 1, 3, 4, 34, 10
_WAYS_IN = {
    1007: _CHATS,
    1008: _CHATS,
    1044: _CHATS,
    1011: _SCAN,
    1047: _SCAN,
    1065: _OTHER_APPS,
}
# Where nothing is known: list, search, chats, scans, and the rest (assumed).
_WAY_KEYS = (_LIST, 2, _CHATS, _SCAN, _ELSEWHERE)
_WAY_WEIGHTS = (60, 12, 12, 10, 6)
# Documented keys: from 0-2 s to more than 100 s, and from 1 page to more than 10.
_STAY_WEIGHTS = (3, 8, 14, 21, 14, 15, 14, 11)
_DEPTH_WEIGHTS = (30, 44, 22, 2, 1, 1, 0)


def trend(world: World, app: App, days: Days, ref_date: str) -> dict[str, Any]:
    """Return the visits of some days as one entry of a list."""
    figures = world.visits.figures(app, days)
    per_person = figures.seconds * figures.sessions / max(figures.visitors, 1)
    entry = {
        "ref_date": ref_date,
        "session_cnt": figures.sessions,
        "visit_pv": figures.pages,
        "visit_uv": figures.visitors,
        "visit_uv_new": figures.newcomers,
        "stay_time_uv": round(per_person, 4),
        "stay_time_session": figures.seconds,
        "visit_depth": figures.depth,
    }
    return {"list": [entry]}


def retention(world: World, app: App, ref_date: str, later: dict[int, Days]) -> dict[str, Any]:
    """Return how many came again.

    Args:
        world: where they came.
        app: whose.
        ref_date: as the answer names the first days.
        later: when to look again, by key; key 0 are the first days themselves.
            Days that are not over yet are left out (assumed).
    """
    first, today = later[0], world.visits.today(app)
    figures = world.visits.figures(app, first)

    def counts(*, new: bool) -> list[dict[str, int]]:
        base = {"key": 0, "value": figures.newcomers if new else figures.visitors}
        return [base] + [
            {
                "key": key,
                "value": world.visits.returned(app, first, days, steps=key, new=new),
            }
            for key, days in later.items()
            if key and days.end < today
        ]

    return {"ref_date": ref_date, "visit_uv_new": counts(new=True), "visit_uv": counts(new=False)}


def distribution(world: World, app: App, days: Days) -> list[dict[str, Any]]:
    """Return how people came, how long they stayed and how far they went."""
    sessions = world.visits.figures(app, days).sessions

    def spread(label: str, weights: Sequence[float]) -> list[int]:
        return world.visits.spread(app, days, label, sessions, weights)

    return [
        _indexed("access_source_session_cnt", _ways_in(world, app, days, sessions)),
        _indexed("access_staytime_info", dict(enumerate(spread("stay", _STAY_WEIGHTS), 1))),
        _indexed("access_depth_info", dict(enumerate(spread("depth", _DEPTH_WEIGHTS), 1))),
    ]


def pages_visited(world: World, app: App, days: Days) -> list[dict[str, Any]]:
    """Return the visits of each page, the home page first."""
    figures = world.visits.figures(app, days)
    opened = Counter(
        entry.facts["path"] for entry in world.visits.known(app, days, "app opened") if entry.facts
    )
    pages = list(dict.fromkeys([home_page(app), *app.switches.pages, *opened]))
    weights = [_SECOND_PAGES, *(1 for _ in pages[1:])]

    def spread(label: str, total: int) -> list[int]:
        return world.visits.spread(app, days, label, total, weights)

    columns = {
        "page_visit_pv": spread("pages", figures.pages),
        "entrypage_pv": spread("entry", figures.sessions),
        "exitpage_pv": spread("exit", figures.sessions),
    }
    return [
        {
            "page_path": page,
            "page_visit_pv": columns["page_visit_pv"][place],
            "page_visit_uv": min(columns["page_visit_pv"][place], figures.visitors),
            "page_staytime_pv": figures.seconds,
            "entrypage_pv": columns["entrypage_pv"][place],
            "exitpage_pv": columns["exitpage_pv"][place],
            "page_share_pv": 0,
            "page_share_uv": 0,
        }
        for place, page in enumerate(pages)
    ]


def _ways_in(world: World, app: App, days: Days, sessions: int) -> dict[int, int]:
    if not world.visits.known(app, days):
        parts = world.visits.spread(app, days, "ways in", sessions, _WAY_WEIGHTS)
        return dict(zip(_WAY_KEYS, parts, strict=True))
    opened = world.visits.known(app, days, "app opened")
    scenes = (int(entry.facts["scene"]) for entry in opened if entry.facts)
    ways = Counter(_WAYS_IN.get(scene, _ELSEWHERE) for scene in scenes)
    # Whoever logged in without a code or a link came from the list.
    ways[_LIST] = max(sessions - len(opened), 0)
    return dict(ways)


def _indexed(index: str, counts: dict[int, int]) -> dict[str, Any]:
    items = [
        {"key": key, "value": value} for key, value in sorted(counts.items(), reverse=True) if value
    ]
    return {"index": index, "item_list": items}
