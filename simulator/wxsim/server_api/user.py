"""What a server may learn of a user besides the login: unionid, openpid, keys, genuine data."""

from __future__ import annotations

import re
from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.login import SESSION_PARAMETERS, checked_user
from wxsim.server_api.parameters import in_json, in_query
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import Refused, World

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def get_paid_unionid(world: World, call: Call) -> dict[str, Any]:
    """Return the unionid of who has just paid: ``GET /wxa/getpaidunionid``.

    Reads the query (documented by example). The order of the checks is assumed.

    Returns:
        The unionid, before the errcode (documented by example).

    Raises:
        Refused: 40003 no user of this app has that openid, 89002 the app is
            bound to no open account, 89300 as :meth:`Payments.require` does.
    """
    app, openid = call.app, call.parameter("openid")
    user = world.users.by_openid(app, openid)
    if user is None:
        raise Refused(40003, f"{openid!r} is nobody's openid in {app.appid}")
    unionid = world.unionid(app, user)
    if unionid is None:
        raise Refused(89002, f"{app.appid} is bound to no open account")
    world.payments.require(
        app,
        openid,
        call.parameter("transaction_id"),
        call.parameter("mch_id"),
        call.parameter("out_trade_no"),
    )
    return {"unionid": unionid, "errcode": 0, "errmsg": "ok"}


def get_plugin_openpid(world: World, call: Call) -> dict[str, Any]:
    """Redeem a plugin code: ``POST /wxa/getpluginopenpid``.

    Raises:
        Refused: 1022 the body is no JSON object, 1001 it has no code, then as
            :meth:`PluginCodes.redeem` does.
    """
    body = call.json_object()
    if body is None:
        raise Refused(1022, call.why_no_object)
    code = text_of(body.get("code"))
    if not code:
        raise Refused(1001, "the body has no code")
    openpid = world.plugins.redeem(call.app, code, call.rid)
    return {"errcode": 0, "errmsg": "ok", "openpid": openpid}


def check_encrypted_message(world: World, call: Call) -> dict[str, Any]:
    """Tell whether WeChat encrypted something: ``POST /wxa/business/checkencryptedmsg``.

    Returns:
        ``vaild``, as WeChat spells it (documented).

    Raises:
        Refused: 44002, 47001, 40097 that is no SHA-256 in hex, 1 as
            :meth:`SealedData.made_at` does.
    """
    digest = text_of(json_body(call, empty=44002).get("encrypted_msg_hash"))
    if not _SHA256.fullmatch(digest):
        raise Refused(40097, f"encrypted_msg_hash is {digest!r}, not 64 hex digits")
    made_at = world.sealed_data.made_at(call.app, digest)
    return {"errcode": 0, "errmsg": "ok", "vaild": True, "create_time": int(made_at)}


def get_user_encrypt_key(world: World, call: Call) -> dict[str, Any]:
    """Return a user's latest keys: ``GET`` or ``POST /wxa/business/getuserencryptkey``.

    The parameters stand in the query (documented by example), under POST too
    (documented: the guide to encrypted channels).

    Raises:
        Refused: as :meth:`Sessions.check` does.
    """
    user = checked_user(world, call, ended=87007)
    keys = [
        {
            "encrypt_key": key.value,
            "version": key.version,
            "expire_in": world.user_keys.left(user, key),
            "iv": key.iv,
            "create_time": int(key.made_at),
        }
        for key in world.user_keys.recent(user)
    ]
    return {"errcode": 0, "errmsg": "ok", "key_info_list": keys}


_KEY_ERRORS = (40097, 87007, 87008, 87009)

ROUTES = (
    Route(
        path="/wxa/getpaidunionid",
        methods=("GET",),
        handler=get_paid_unionid,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40003, 89002, 89300),
        parameters=in_query("openid", "transaction_id?", "mch_id?", "out_trade_no?"),
        documentation=DOCS + "user-info/basic-info/api_getpaidunionid.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_users.py",),
    ),
    Route(
        path="/wxa/getpluginopenpid",
        methods=("POST",),
        handler=get_plugin_openpid,
        needs_token=True,
        errcodes=(
            *(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS),
            *(1000, 1001, 1003, 1005, 1007, 1022, 43002),
        ),
        # Observed of 1007: a rid and nothing before it. Assumed of its like.
        texts=dict.fromkeys((1000, 1001, 1003, 1005, 1007, 1022), ""),
        signable=True,
        parameters=in_json("code"),
        documentation=DOCS + "user-info/basic-info/api_getpluginopenpid.html",
        compared="2026-11-22",
        tests=("contract/test_users.py",),
    ),
    Route(
        path="/wxa/business/checkencryptedmsg",
        methods=("POST",),
        handler=check_encrypted_message,
        needs_token=True,
        errcodes=(
            *(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS),
            *(1, 40097, 43002, 44002, 47001),
        ),
        signable=True,
        parameters=in_json("encrypted_msg_hash"),
        documentation=DOCS + "user-info/basic-info/api_checkencryptedmsg.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_users.py",),
    ),
    Route(
        path="/wxa/business/getuserencryptkey",
        methods=("GET", "POST"),
        handler=get_user_encrypt_key,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, *SIGNING_ERRORS, *_KEY_ERRORS),
        # Observed of 87009, assumed of its like.
        besides={errcode: {"key_info_list": []} for errcode in _KEY_ERRORS},
        signable=True,
        parameters=SESSION_PARAMETERS,
        documentation=DOCS + "user-info/internet/api_getuserencryptkey.html",
        compared="2026-11-22",
        tests=("contract/test_users.py",),
    ),
)
