"""What a page's server asks once a person has come back with a code."""

from __future__ import annotations

import math
from typing import Any

from wxsim.server_api.call import Call
from wxsim.server_api.login import require_grant_type
from wxsim.server_api.parameters import in_query
from wxsim.server_api.route import COMMON_ERRORS, Route
from wxsim.world import App, Refused, World
from wxsim.world.profile import visible_profile
from wxsim.world.web_codes import BASE
from wxsim.world.web_grants import WebGrant


def exchange_code(world: World, call: Call) -> dict[str, Any]:
    """Exchange the code of a page or an app: ``GET /sns/oauth2/access_token``.

    Returns:
        access_token, expires_in, refresh_token, openid, scope; then
        is_snapshotuser where it is one, and unionid where the app is bound and
        more than snsapi_base was granted (documented).

    Raises:
        Refused: 41002, 40013, 45009, 45011, 41004, 41008, 40002, then as
            :meth:`WebCodes.exchange` does. That presence is checked in this
            order is assumed.
    """
    app = world.apps.named_by(call.parameter("appid"))
    world.quotas.count(app, call.path)
    secret = call.parameter("secret")
    if not secret:
        raise Refused(41004, "the query has no secret")
    return granted(world, call, app, secret)


def granted(world: World, call: Call, app: App, secret: str | None) -> dict[str, Any]:
    """Exchange the code of a call for what it stands for.

    Args:
        world: decides.
        call: has ``code`` and ``grant_type`` in its query.
        app: whose code it should be.
        secret: the app's; None where a third-party platform acts for it.

    Raises:
        Refused: 41008, 40002, then as :meth:`WebCodes.exchange` does.
    """
    value = call.parameter("code")
    if not value:
        raise Refused(41008, "the query has no code")
    require_grant_type(call.parameter("grant_type"), "authorization_code")
    code = world.web_codes.exchange(app, secret, value, call.rid, call.sender)
    grant = world.web_grants.begin(app, code, call.rid)
    answer = _tokens(world, grant)
    if grant.snapshot:
        answer["is_snapshotuser"] = 1
    unionid = world.web_grants.unionid(app, grant)
    if unionid is not None and grant.scope != BASE:
        answer["unionid"] = unionid
    return answer


def refresh(world: World, call: Call) -> dict[str, Any]:
    """Prolong an access_token: ``GET /sns/oauth2/refresh_token``.

    It wants no secret (documented).

    Raises:
        Refused: 41002, 40013, 45009, 45011, 40002, 41003 no refresh_token
            (assumed), then as :meth:`WebGrants.refresh` does.
    """
    app = world.apps.named_by(call.parameter("appid"))
    world.quotas.count(app, call.path)
    return refreshed(world, call, app)


def refreshed(world: World, call: Call, app: App) -> dict[str, Any]:
    """Refresh the grant that a call names; see :func:`refresh`."""
    require_grant_type(call.parameter("grant_type"), "refresh_token")
    value = call.parameter("refresh_token")
    if not value:
        raise Refused(41003, "the query has no refresh_token")
    return _tokens(world, world.web_grants.refresh(app, value, call.rid))


def user_info(world: World, call: Call) -> dict[str, Any]:
    """Tell who granted: ``GET /sns/userinfo``.

    Since autumn 2021 sex and region are empty for everybody; in the era
    ``classic`` they are the person's (documented).

    Raises:
        Refused: as :meth:`WebGrants.check` does; 45009, 45011; 48001
            snsapi_base was granted, or a snapshot user granted (observed), as
            the app's ``snapshot_userinfo`` has it.
    """
    app, grant = _checked(world, call)
    if grant.scope == BASE:
        raise Refused(48001, f"{grant.person} granted snsapi_base, which tells the openid alone")
    if grant.snapshot and app.switches.snapshot_userinfo == "refused":
        raise Refused(48001, "the page was opened as a snapshot: there is nobody to tell about")
    answer = {"openid": grant.openid, **_profile(world, app, grant)}
    unionid = world.web_grants.unionid(app, grant)
    return answer if unionid is None else {**answer, "unionid": unionid}


def check_token(world: World, call: Call) -> dict[str, Any]:
    """Tell whether an access_token works: ``GET /sns/auth``.

    Raises:
        Refused: as :meth:`WebGrants.check` does; 45009, 45011.
    """
    _checked(world, call)
    return {"errcode": 0, "errmsg": "ok"}


def _checked(world: World, call: Call) -> tuple[App, WebGrant]:
    grant = world.web_grants.check(call.parameter("access_token"), call.parameter("openid"))
    app = world.apps.get(grant.appid)
    world.quotas.count(app, call.path)
    return app, grant


def _tokens(world: World, grant: WebGrant) -> dict[str, Any]:
    return {
        "access_token": grant.access_token,
        "expires_in": math.ceil(grant.access_until - world.clock.now(grant.appid)),
        "refresh_token": grant.refresh_token,
        "openid": grant.openid,
        "scope": grant.scope,
    }


def _profile(world: World, app: App, grant: WebGrant) -> dict[str, Any]:
    person = world.people.get(grant.person)
    if grant.snapshot:
        shown = visible_profile(person, "current")
    else:
        shown = visible_profile(person, "classic")
        if app.switches.profile_era == "current":
            shown |= {"gender": 0, "province": "", "city": "", "country": ""}
    return {
        "nickname": shown["nickName"],
        "sex": shown["gender"],
        "province": shown["province"],
        "city": shown["city"],
        "country": shown["country"],
        "headimgurl": shown["avatarUrl"],
        "privilege": [],
    }


_PAGES = "https://developers.weixin.qq.com/doc/service/api/webdev/access/"
_GRANT_ERRORS = (40001, 40003, 41001, 41009, 42001)

ROUTES = (
    Route(
        path="/sns/oauth2/access_token",
        methods=("GET",),
        handler=exchange_code,
        errcodes=(
            *COMMON_ERRORS,
            *(40002, 40013, 40029, 40125, 40163, 41002, 41004, 41008),
        ),
        parameters=in_query("appid", "secret", "code", "grant_type"),
        documentation=_PAGES + "api_snsaccesstoken.html",
        compared="2026-11-22",
        tests=("contract/test_web_codes.py", "contract/test_web_errcodes.py"),
    ),
    Route(
        path="/sns/oauth2/refresh_token",
        methods=("GET",),
        handler=refresh,
        errcodes=(*COMMON_ERRORS, 40002, 40013, 40030, 41002, 41003, 42002),
        parameters=in_query("appid", "grant_type", "refresh_token"),
        documentation=_PAGES + "api_snsrefreshtoken.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_web_grants.py", "contract/test_web_errcodes.py"),
    ),
    Route(
        path="/sns/userinfo",
        methods=("GET",),
        handler=user_info,
        errcodes=(*COMMON_ERRORS, *_GRANT_ERRORS, 48001),
        parameters=in_query("access_token", "openid", "lang?"),
        documentation=_PAGES + "api_snsuserinfo.html",
        compared="2026-11-22",
        tests=("contract/test_web_grants.py", "contract/test_web_errcodes.py"),
    ),
    Route(
        path="/sns/auth",
        methods=("GET",),
        handler=check_token,
        errcodes=(*COMMON_ERRORS, *_GRANT_ERRORS),
        parameters=in_query("access_token", "openid"),
        documentation=_PAGES + "api_snsauth.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_web_grants.py", "contract/test_web_errcodes.py"),
    ),
)
