"""How risky WeChat holds a user to be."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import Refused, World

# Documented: 0 registration, 1 marketing fraud, 2 user content.
_SCENES = (0, 1, 2)
# Documented, of 61010.
_VISITED_WITHIN = 7200


def get_user_risk_rank(world: World, call: Call) -> dict[str, Any]:
    """Return a person's risk rank: ``POST /wxa/getuserriskrank``.

    The order of the checks is assumed.

    Returns:
        ``risk_rank``, and ``unoin_id``, as WeChat spells it (documented): the
        number of the request, here the middle of its rid.

    Raises:
        Refused: 44002, 47001 the body is no JSON object or has no client_ip,
            40129 no such scene, 40003 nobody has the openid, 43104 it is
            another app's, 61010 the person has not logged in for two hours.
    """
    body = json_body(call, empty=44002)
    if not text_of(body.get("client_ip")):
        raise Refused(47001, "the body has no client_ip")
    scene = body.get("scene")
    if isinstance(scene, bool) or scene not in _SCENES:
        raise Refused(40129, f"scene is {scene!r}; there is 0, 1 and 2")
    app, openid = call.app, text_of(body.get("openid"))
    user = world.users.find(openid)
    if user is None:
        raise Refused(40003, f"{openid!r} is nobody's openid")
    if user.appid != app.appid or text_of(body.get("appid")) != app.appid:
        raise Refused(
            43104,
            f"the access_token is {app.appid}'s, the openid {user.appid}'s, "
            f"and appid is {body.get('appid')!r}",
        )
    silent = world.clock.now(app.appid) - (user.visited_at or 0)
    if silent >= _VISITED_WITHIN:
        raise Refused(61010, f"{user.person} called wx.login {silent:.0f} s ago at the latest")
    return {
        "errcode": 0,
        "errmsg": "getuserriskrank succ",
        "risk_rank": world.people.get(user.person).risk_rank,
        "unoin_id": int(call.rid.split("-")[1], 16),
    }


ROUTES = (
    Route(
        path="/wxa/getuserriskrank",
        methods=("POST",),
        handler=get_user_risk_rank,
        needs_token=True,
        errcodes=(
            *(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS),
            *(40003, 40129, 43002, 43104, 44002, 47001, 48001),
            *(61007, 61010, 61080, 61081, 9410009),
        ),
        signable=True,
        parameters=in_json(
            "appid",
            "openid",
            "scene:integer",
            "client_ip",
            "mobile_no?",
            "email_address?",
            "extended_info?",
            "is_test?:boolean",
        ),
        documentation=DOCS + "sec-center/safety-control-capability/api_getuserriskrank.html",
        compared="2026-11-22",
        tests=("contract/test_risk_rank.py",),
    ),
)
