"""What a third-party platform asks, for itself and for the apps that have authorised it."""

from __future__ import annotations

import math
from typing import Any

from wxsim.server_api import oauth
from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.login import code_to_session_answer, require_grant_type
from wxsim.server_api.parameters import in_json, in_query
from wxsim.server_api.route import COMMON_ERRORS, Route
from wxsim.world import App, Refused, World
from wxsim.world.components import PRE_AUTH_LIFETIME


def component_token(world: World, call: Call) -> dict[str, Any]:
    """Issue a component_access_token: ``POST /cgi-bin/component/api_component_token``.

    Raises:
        Refused: 47001 the body is no JSON object, then as
            :meth:`Components.named_by` and :meth:`Components.fetch_token` do.
            No body at all is one without a component_appid (observed).
    """
    body = _body(call)
    component = world.components.named_by(text_of(body.get("component_appid")))
    world.quotas.count(component, call.path)
    token = world.components.fetch_token(
        component,
        text_of(body.get("component_appsecret")),
        text_of(body.get("component_verify_ticket")),
        call.rid,
    )
    left = math.ceil(token.expires_at - token.issued_at)
    return {"component_access_token": token.value, "expires_in": left}


def create_pre_auth_code(world: World, call: Call) -> dict[str, Any]:
    """Issue a pre_auth_code: ``POST /cgi-bin/component/api_create_preauthcode``.

    The token is called access_token on newer pages, component_access_token on
    older ones; both are read (documented).

    Raises:
        Refused: 41001, 40001, 42001 of the token; 47001 and what
            :meth:`Components.named_by` says of the body; 61011 the two are not
            the same component (assumed).
    """
    value = call.parameter("component_access_token") or call.parameter("access_token")
    owner = world.components.of_token(value, unknown=40001)
    component = world.components.named_by(text_of(_body(call).get("component_appid")))
    world.quotas.count(component, call.path)
    if component.appid != owner.appid:
        raise Refused(61011, f"the token is {owner.appid}'s, not {component.appid}'s")
    return {
        "pre_auth_code": world.components.pre_auth_code(component),
        "expires_in": PRE_AUTH_LIFETIME,
    }


def code_to_session(world: World, call: Call) -> dict[str, Any]:
    """Exchange a js_code for an app: ``GET /sns/component/jscode2session``.

    Answers as ``/sns/jscode2session`` does.

    Raises:
        Refused: see :func:`_acting`; 41008, 40002, then as
            :meth:`LoginCodes.exchange` does.
    """
    app = _acting(world, call)
    code = call.parameter("js_code")
    if not code:
        raise Refused(41008, "the query has no js_code")
    require_grant_type(call.parameter("grant_type"), "authorization_code")
    exchanged = world.codes.exchange(app, None, code, call.rid, call.sender)
    return code_to_session_answer(world, app, *exchanged)


def exchange_code(world: World, call: Call) -> dict[str, Any]:
    """Exchange a page's code for an app: ``GET /sns/oauth2/component/access_token``.

    Raises:
        Refused: see :func:`_acting`, then as :func:`oauth.granted` does.
    """
    return oauth.granted(world, call, _acting(world, call), None)


def refresh(world: World, call: Call) -> dict[str, Any]:
    """Prolong an access_token for an app: ``GET /sns/oauth2/component/refresh_token``.

    Raises:
        Refused: see :func:`_acting`, then as :func:`oauth.refreshed` does.
    """
    return oauth.refreshed(world, call, _acting(world, call))


def _acting(world: World, call: Call) -> App:
    """Return the app for which a component acts.

    Raises:
        Refused: 41002, 40013 of the appid; 45009, 45011; 41018, 40013, 61011 of
            the component_appid; 41001, 40094, 42001 of the component_access_token;
            61011 it is another component's; 61003 the app has not authorised
            the component. The order is assumed.
    """
    app = world.apps.named_by(call.parameter("appid"))
    world.quotas.count(app, call.path)
    component = world.components.named_by(call.parameter("component_appid"))
    owner = world.components.of_token(call.parameter("component_access_token"), unknown=40094)
    if owner.appid != component.appid:
        raise Refused(61011, f"the token is {owner.appid}'s, not {component.appid}'s")
    world.components.require_authorised(component, app)
    return app


def _body(call: Call) -> dict[str, Any]:
    return {} if call.body == b"" else json_body(call)


_OPEN = "https://developers.weixin.qq.com/doc/oplatform/openApi/"
_OWN_ERRORS = (40013, 41018, 43002, 47001, 61011)
_ACTING_ERRORS = (40013, 40094, 41001, 41002, 41018, 42001, 61003, 61011)
_TESTS = ("contract/test_components.py", "contract/test_web_errcodes.py")

_ACTING = in_query("appid", "component_appid", "component_access_token")

ROUTES = (
    Route(
        path="/cgi-bin/component/api_component_token",
        methods=("POST",),
        handler=component_token,
        errcodes=(*COMMON_ERRORS, *_OWN_ERRORS, 40125, 41004, 61005, 61006),
        parameters=in_json("component_appid", "component_appsecret", "component_verify_ticket"),
        documentation=_OPEN + "component/api_getcomponentaccesstoken.html",
        compared="2026-11-22",
        tests=_TESTS,
    ),
    Route(
        path="/cgi-bin/component/api_create_preauthcode",
        methods=("POST",),
        handler=create_pre_auth_code,
        errcodes=(*COMMON_ERRORS, *_OWN_ERRORS, 40001, 41001, 42001),
        parameters=(
            *in_query("component_access_token?", "access_token?"),
            *in_json("component_appid"),
        ),
        documentation=_OPEN + "component/api_getpreauthcode.html",
        evidence="documented",
        compared="2026-11-22",
        tests=_TESTS,
    ),
    Route(
        path="/sns/component/jscode2session",
        methods=("GET",),
        handler=code_to_session,
        errcodes=(*COMMON_ERRORS, *_ACTING_ERRORS, 40002, 40029, 40163, 40226, 41008),
        parameters=_ACTING + in_query("js_code", "grant_type"),
        documentation=_OPEN + "miniprogram/api_thirdpartycode2session.html",
        evidence="documented",
        compared="2026-11-22",
        tests=_TESTS,
    ),
    Route(
        path="/sns/oauth2/component/access_token",
        methods=("GET",),
        handler=exchange_code,
        errcodes=(*COMMON_ERRORS, *_ACTING_ERRORS, 40002, 40029, 40163, 41008),
        parameters=_ACTING + in_query("code", "grant_type"),
        documentation=_OPEN + "officialaccount/api_thirdpartyaccesstoken.html",
        evidence="documented",
        compared="2026-11-22",
        tests=_TESTS,
    ),
    Route(
        path="/sns/oauth2/component/refresh_token",
        methods=("GET",),
        handler=refresh,
        errcodes=(*COMMON_ERRORS, *_ACTING_ERRORS, 40002, 40030, 41003, 42002),
        parameters=_ACTING + in_query("grant_type", "refresh_token"),
        documentation=_OPEN + "officialaccount/api_thirdpartyrefreshtoken.html",
        evidence="documented",
        compared="2026-11-22",
        tests=_TESTS,
    ),
)
