"""What WeChat tells of its own machines, and of requests that it was sent."""

from __future__ import annotations

import re
from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import Refused, World
from wxsim.world.switches import DAY

_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")
# Documented: openapi/rid/get.
_RID_LIFETIME = 7 * DAY

_ACTIONS = {"dns": ("dns",), "ping": ("ping",), "all": ("dns", "ping")}
# DEFAULT chooses; here it chooses what the documentation's example shows.
_OPERATORS = {"CHINANET": "CHINANET", "UNICOM": "UNICOM", "CAP": "CAP", "DEFAULT": "UNICOM"}


def get_rid_info(world: World, call: Call) -> dict[str, Any]:
    """Tell what a request was and how it was answered: ``POST /cgi-bin/openapi/rid/get``.

    The journal of this simulator knows; how long a request took is made up from
    its rid, for time here is the world's.

    Raises:
        Refused: 44002, 47001, 76002 no rid, 76004 more than 7 days old, 76001
            not remembered, or of a path below /sns/ (observed; the documentation
            says 76022), 76003 another app's.
    """
    rid = text_of(json_body(call, empty=44002).get("rid"))
    if not _RID.fullmatch(rid):
        raise Refused(76002, f"rid is {rid!r}, not three groups of 8 hex digits")
    age = world.clock.now(call.app.appid) - int(rid[:8], 16)
    if age >= _RID_LIFETIME:
        raise Refused(76004, f"the rid is {age / DAY:.1f} days old")
    exchange = call.journal.find(rid)
    if exchange is None:
        raise Refused(76001, "no request of that rid is in this simulator's journal")
    if exchange.path.startswith("/sns/"):
        raise Refused(76001, f"that was {exchange.path}; rids below /sns/ are not remembered")
    if exchange.appid != call.app.appid:
        owner = exchange.appid or "no app that is known"
        raise Refused(76003, f"{owner} made that request, the token is {call.app.appid}'s")
    cost = 1 + int(60 * world.identifiers.fraction("cost", rid))
    return {
        "errcode": 0,
        "errmsg": "ok",
        "request": {
            "invoke_time": int(exchange.at),
            "cost_in_ms": cost,
            "request_url": exchange.query,
            "request_body": exchange.body,
            "response_body": exchange.answer,
            "client_ip": exchange.client_ip,
        },
    }


def get_wechat_ips(_world: World, call: Call) -> dict[str, Any]:
    """Tell where WeChat is: ``GET /cgi-bin/get_api_domain_ip`` and ``/cgi-bin/getcallbackip``.

    A good answer has no errcode (documented by example).
    """
    return {"ip_list": list(call.app.switches.wechat_ips)}


def check_callback(world: World, call: Call) -> dict[str, Any]:
    """Tell how WeChat reaches the developer's server: ``POST /cgi-bin/callback/check``.

    Nothing is resolved or pinged: the switch ``callback_ips`` says what is found.
    A good answer has no errcode (documented by example), and only what was asked
    for (assumed).

    Raises:
        Refused: 44002, 47001, 40202 no such action, 40203 no such operator, 40201
            no callback URL is set. The order is assumed.
    """
    body = json_body(call, empty=44002)
    action, operator = text_of(body.get("action")), text_of(body.get("check_operator"))
    if action not in _ACTIONS:
        raise Refused(40202, f"action is {action!r}; there is {', '.join(_ACTIONS)}")
    if operator not in _OPERATORS:
        raise Refused(40203, f"check_operator is {operator!r}; there is {', '.join(_OPERATORS)}")
    addresses = call.app.switches.callback_ips
    if not addresses:
        raise Refused(40201, f"callback_ips of {call.app.appid} is empty")
    name = _OPERATORS[operator]
    found = {
        "dns": [{"ip": address, "real_operator": name} for address in addresses],
        "ping": [
            {
                "ip": address,
                "from_operator": name,
                "package_loss": "0%",
                "time": f"{20 + 5 * world.identifiers.fraction('ping', call.rid, address):.3f}ms",
            }
            for address in addresses
        ],
    }
    return {part: found[part] for part in _ACTIONS[action]}


ROUTES = (
    Route(
        path="/cgi-bin/openapi/rid/get",
        methods=("POST",),
        handler=get_rid_info,
        needs_token=True,
        errcodes=(
            *(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS),
            *(43002, 44002, 47001, 76001, 76002, 76003, 76004),
        ),
        signable=True,
        parameters=in_json("rid"),
        documentation=DOCS + "openApi-mgnt/api_getridinfo.html",
        compared="2026-11-22",
        tests=("contract/test_platform.py",),
    ),
    Route(
        path="/cgi-bin/get_api_domain_ip",
        methods=("GET",),
        handler=get_wechat_ips,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40013),
        documentation=DOCS + "openApi-mgnt/api_getapidomainip.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_platform.py",),
    ),
    Route(
        path="/cgi-bin/getcallbackip",
        methods=("GET",),
        handler=get_wechat_ips,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40013),
        documentation=DOCS + "openApi-mgnt/api_getcallbackip.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_platform.py",),
    ),
    Route(
        path="/cgi-bin/callback/check",
        methods=("POST",),
        handler=check_callback,
        needs_token=True,
        errcodes=(
            *(*COMMON_ERRORS, *TOKEN_ERRORS),
            *(40201, 40202, 40203, 43002, 44002, 47001),
        ),
        parameters=in_json("action", "check_operator"),
        documentation=DOCS + "openApi-mgnt/api_callbackcheck.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_platform.py",),
    ),
)
