"""The phone number behind the code of a button."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import World
from wxsim.world.profile import phone_info


def get_user_phone_number(world: World, call: Call) -> dict[str, Any]:
    """Redeem a phone code: ``POST /wxa/business/getuserphonenumber``.

    Raises:
        Refused: 47001 the body is no JSON object (observed), then as
            :meth:`PhoneCodes.redeem` does. A missing code is an invalid one
            (assumed).
    """
    body = json_body(call)
    person = world.phones.redeem(
        call.app, text_of(body.get("code")), text_of(body.get("openid")), call.rid, call.sender
    )
    info = phone_info(person, call.app.appid, int(world.clock.now(call.app.appid)))
    if call.app.switches.country_code_as_number:
        info["countryCode"] = int(person.country_code)
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}


ROUTES = (
    Route(
        path="/wxa/business/getuserphonenumber",
        methods=("POST",),
        handler=get_user_phone_number,
        needs_token=True,
        errcodes=(
            *(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS),
            *(40003, 40013, 40029, 43002, 47001),
        ),
        hinted=(40029, 47001),
        signable=True,
        parameters=in_json("code", "openid?"),
        documentation=DOCS + "user-info/phone-number/api_getphonenumber.html",
        compared="2026-11-22",
        tests=("contract/test_phone_number.py",),
    ),
)
