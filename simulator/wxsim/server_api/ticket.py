"""Tickets of the JS-SDK and of cards."""

from __future__ import annotations

import math
from typing import Any

from wxsim.server_api.call import Call
from wxsim.server_api.parameters import in_query
from wxsim.server_api.route import COMMON_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import Refused, World
from wxsim.world.tickets import KINDS


def get_ticket(world: World, call: Call) -> dict[str, Any]:
    """Return an app's ticket: ``GET /cgi-bin/ticket/getticket``.

    Returns:
        The same ticket as long as it lives, with the whole seconds it has left
        (both assumed).

    Raises:
        Refused: 40097 there is no such type (assumed).
    """
    kind = call.parameter("type")
    if kind not in KINDS:
        raise Refused(40097, f"type is {kind!r}; WeChat knows {' and '.join(KINDS)}")
    ticket = world.tickets.fetch(call.app, kind)
    left = math.ceil(ticket.expires_at - world.clock.now(call.app.appid))
    return {"errcode": 0, "errmsg": "ok", "ticket": ticket.value, "expires_in": left}


ROUTES = (
    Route(
        path="/cgi-bin/ticket/getticket",
        methods=("GET",),
        handler=get_ticket,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40097),
        parameters=in_query("type"),
        documentation="https://developers.weixin.qq.com/doc/service/api/webdev/jssdk/"
        "api_getticket.html",
        compared="2026-11-22",
        tests=("contract/test_tickets.py", "contract/test_web_errcodes.py"),
    ),
)
