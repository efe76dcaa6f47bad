"""What a link is to open, and for how long: held against what WeChat takes."""

from __future__ import annotations

import re
from typing import Any

from wxsim.server_api.call import text_of
from wxsim.world import App, Refused
from wxsim.world.link_texts import PlainScheme
from wxsim.world.pages import ENV_VERSIONS, EnvVersion, is_released_page

_DAY = 86_400
# Documented: how soon and how late a link may end, in seconds.
_SHORTEST, LONGEST_LIFETIME = 60, 30 * _DAY
_MOST_DAYS = 30

# Documented: of a query and of the page_url of a short link, in characters.
LONGEST_QUERY = 1024
_QUERY = re.compile(r"[A-Za-z0-9!#$&'()*+,/:;=?@\-._~%]*")


def link_target(app: App, target: dict[str, Any]) -> tuple[str, str, EnvVersion]:
    """Return page, query and version that a link is to open.

    Raises:
        Refused: the app may not make links, 85079 it has no release, 40165 no
            such page, 40212 the query is wrong, 85402 there is no such version.
    """
    switches = app.switches
    if switches.link_refusal not in (0, 43104):
        raise Refused(switches.link_refusal, f"link_refusal of {app.appid} is set")
    if not switches.released:
        raise Refused(85079, f"{app.appid} has no released version; released is off")
    # Documented by example: here the path may begin with a slash.
    path = text_of(target.get("path")).removeprefix("/")
    if path and not is_released_page(app, path):
        raise Refused(40165, f"the released version of {app.appid} has no page {path!r}")
    query = text_of(target.get("query"))
    _require_query(query)
    return path, query, _env_version(text_of(target.get("env_version")))


def _require_query(query: str) -> None:
    if len(query) > LONGEST_QUERY or not _QUERY.fullmatch(query):
        raise Refused(40212, f"query has {len(query)} characters: {query[:60]!r}")


def _env_version(given: str) -> EnvVersion:
    env_version = given or "release"
    if env_version not in ENV_VERSIONS:
        raise Refused(85402, f"env_version is {env_version!r}; there is {', '.join(ENV_VERSIONS)}")
    return env_version


def link_lifetime(body: dict[str, Any], now: float) -> float:
    """Return how many seconds a link is to last.

    Raises:
        Refused: 85401 less than a minute, more than 30 days, or no number.
    """
    if body.get("is_expire") is False:
        return LONGEST_LIFETIME
    kind = body.get("expire_type") or 0
    days, at = body.get("expire_interval"), body.get("expire_time")
    if kind == 1 and isinstance(days, int) and 1 <= days <= _MOST_DAYS:
        return days * _DAY
    if kind == 0 and at is None:
        return LONGEST_LIFETIME
    if kind == 0 and isinstance(at, (int, float)) and _SHORTEST <= at - now <= LONGEST_LIFETIME:
        return at - now
    raise Refused(
        85401,
        f"expire_type {kind!r}, expire_time {at!r}, expire_interval {days!r}; now is {now:.0f}",
    )


def plain_target(app: App, scheme: PlainScheme) -> dict[str, Any]:
    """Return what a plain scheme opens, as queryscheme tells it.

    Raises:
        Refused: 40212, 85402, 85405 it is not declared, 40165; the order is assumed.
    """
    path = scheme.path.removeprefix("/")
    _require_query(scheme.query)
    env_version = _env_version(scheme.env_version)
    if scheme.appid != app.appid or not app.switches.plain_schemes:
        raise Refused(85405, f"{scheme.appid} declared no plain schemes; plain_schemes is off")
    if not path or not is_released_page(app, path):
        raise Refused(40165, f"the released version of {app.appid} has no page {path!r}")
    return {"appid": app.appid, "path": path, "query": scheme.query, "env_version": env_version}
