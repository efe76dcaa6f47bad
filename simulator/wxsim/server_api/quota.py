"""How often an app may call, has called, and the ways to begin anew."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json, in_query
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import App, Refused, World
from wxsim.world.apps import require_secret

# Documented: both clear_quota share the one, quota/clear has the other.
_CLEARINGS_PER_MONTH = 10
_CLEARINGS_OF_A_PATH_PER_MONTH = 50


def clear_quota(world: World, call: Call) -> dict[str, Any]:
    """Begin the day's counts of all paths anew: ``POST /cgi-bin/clear_quota``.

    Raises:
        Refused: 44002, 47001, 40013 the appid is not the access_token's, 48006
            the month's clearings are used up.
    """
    appid = text_of(json_body(call, empty=44002).get("appid"))
    if appid != call.app.appid:
        raise Refused(40013, f"appid is {appid!r}, the access_token is {call.app.appid}'s")
    return _cleared(world, call.app)


def clear_quota_by_secret(world: World, call: Call) -> dict[str, Any]:
    """Do the same for who has no access_token left: ``POST /cgi-bin/clear_quota/v2``.

    The documentation's table has the parameters in the body, its example in the
    query; here the query counts where it has an appid.

    Raises:
        Refused: 41002, 40013, 45011, 41004, 40125 (assumed: the page names no
            errcode for a wrong secret), 48006.
    """
    given = call.query if call.parameter("appid") else call.json_object() or {}
    app = world.apps.named_by(text_of(given.get("appid")), "request")
    world.quotas.count(app, call.path)
    secret = text_of(given.get("appsecret"))
    if not secret:
        raise Refused(41004, "the request has no appsecret")
    require_secret(app, secret)
    return _cleared(world, app)


def get_quota(world: World, call: Call) -> dict[str, Any]:
    """Tell what is left of a path's day: ``POST /cgi-bin/openapi/quota/get``.

    Where the app has no quota all figures are 0 (documented by example).

    Raises:
        Refused: 44002, 47001, 76021, 76022.
    """
    path = _known_path(call)
    limit, per_minute = call.app.switches.daily_quota, call.app.switches.minute_quota
    used = world.quotas.used_today(call.app, path) if limit else 0
    quota = {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}
    answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok", "quota": quota}
    if per_minute:
        answer["rate_limit"] = {"call_count": per_minute, "refresh_second": 60}
    return answer


def clear_quota_of_path(world: World, call: Call) -> dict[str, Any]:
    """Begin the day's count of one path anew: ``POST /cgi-bin/openapi/quota/clear``.

    Raises:
        Refused: 44002, 47001, 76021, 76022, 45009 the month's clearings are used
            up (assumed: the page names no errcode for that).
    """
    path = _known_path(call)
    world.quotas.spend_clearing(
        call.app, "path", per_month=_CLEARINGS_OF_A_PATH_PER_MONTH, errcode=45009
    )
    world.quotas.clear(call.app, path)
    return {"errcode": 0, "errmsg": "ok"}


def _cleared(world: World, app: App) -> dict[str, Any]:
    world.quotas.spend_clearing(app, "all", per_month=_CLEARINGS_PER_MONTH, errcode=48006)
    world.quotas.clear(app)
    return {"errcode": 0, "errmsg": "ok"}


def _known_path(call: Call) -> str:
    path = text_of(json_body(call, empty=44002).get("cgi_path"))
    if path.startswith("/sns/"):
        raise Refused(76022, f"{path} is below /sns/")
    if path not in call.paths:
        raise Refused(76021, f"there is no path {path!r}, or not in this simulator")
    return path


_PATH_ERRORS = (43002, 44002, 47001, 76021, 76022)

ROUTES = (
    Route(
        path="/cgi-bin/clear_quota",
        methods=("POST",),
        handler=clear_quota,
        needs_token=True,
        # Not 45009: whoever has used up the day clears it by this very call.
        errcodes=(
            *(-1, 45011, *TOKEN_ERRORS, *SIGNING_ERRORS),
            *(40013, 43002, 44002, 47001, 48006),
        ),
        signable=True,
        parameters=in_json("appid"),
        documentation=DOCS + "openApi-mgnt/api_clearquota.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_quotas.py",),
    ),
    Route(
        path="/cgi-bin/clear_quota/v2",
        methods=("POST",),
        handler=clear_quota_by_secret,
        errcodes=(-1, 45011, 40013, 40125, 41002, 41004, 43002, 48006),
        parameters=in_query("appid", "appsecret"),
        documentation=DOCS + "openApi-mgnt/api_clearquotabyappsecret.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_quotas.py",),
    ),
    Route(
        path="/cgi-bin/openapi/quota/get",
        methods=("POST",),
        handler=get_quota,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS, *_PATH_ERRORS),
        signable=True,
        parameters=in_json("cgi_path"),
        documentation=DOCS + "openApi-mgnt/api_getapiquota.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_quotas.py",),
    ),
    Route(
        path="/cgi-bin/openapi/quota/clear",
        methods=("POST",),
        handler=clear_quota_of_path,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, *_PATH_ERRORS, 50002),
        parameters=in_json("cgi_path"),
        documentation=DOCS + "openApi-mgnt/api_clearapiquota.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_quotas.py",),
    ),
)
