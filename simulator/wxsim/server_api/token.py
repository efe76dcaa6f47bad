"""access_tokens."""

from __future__ import annotations

import math
from typing import Any

from wxsim.server_api.call import Call, text_of
from wxsim.server_api.errors import ERROR_CODES, STABLE_ADVICE
from wxsim.server_api.login import require_grant_type
from wxsim.server_api.parameters import in_json, in_query
from wxsim.server_api.route import COMMON_ERRORS, DOCS, Route
from wxsim.world import App, Refused, World
from wxsim.world.apps import require_secret


def get_access_token(world: World, call: Call) -> dict[str, Any]:
    """Issue a new token: ``GET /cgi-bin/token``. Reads the query alone (observed).

    Raises:
        Refused: see :func:`_require_credentials`.
    """
    app = _require_credentials(
        world,
        call,
        appid=call.parameter("appid"),
        secret=call.parameter("secret"),
        grant_type=call.parameter("grant_type"),
        where="query",
    )
    token = world.tokens.fetch(app, call.rid, call.sender)
    return {"access_token": token.value, "expires_in": int(token.expires_at - token.issued_at)}


def get_stable_access_token(world: World, call: Call) -> dict[str, Any]:
    """Return the stable token: ``POST /cgi-bin/stable_token``.

    Reads a JSON body alone: parameters in the query or in a form count as
    missing (observed). force_refresh counts only as the JSON value true (assumed).

    Returns:
        The token, and the whole seconds it has left.

    Raises:
        Refused: see :func:`_require_credentials`.
    """
    body = call.json_object() or {}
    app = _require_credentials(
        world,
        call,
        appid=text_of(body.get("appid")),
        secret=text_of(body.get("secret")),
        grant_type=text_of(body.get("grant_type")),
        where="JSON body",
    )
    token = world.tokens.fetch_stable(
        app, call.rid, call.sender, force_refresh=body.get("force_refresh") is True
    )
    # Rounded up, or a token fetched just now would have 7199 s left.
    left = math.ceil(token.expires_at - world.clock.now(app.appid))
    return {"access_token": token.value, "expires_in": left}


def _require_credentials(
    world: World, call: Call, *, appid: str, secret: str, grant_type: str, where: str
) -> App:
    """Return the app that fetches a token.

    The appid comes before everything else (observed); the rest of the order is
    assumed to be that of jscode2session.

    Raises:
        Refused: 41002, 40013, 40164, 45009, 45011, 41004, 40002, 40125, and
            what the app's ``token_refusal`` says.
    """
    app = world.apps.named_by(appid, where)
    switches = app.switches
    if switches.ip_whitelist and call.client_ip not in switches.ip_whitelist:
        raise Refused(
            40164,
            f"{call.client_ip} is not on the ip_whitelist of {app.appid}",
        )
    world.quotas.count(app, call.path)
    if not secret:
        raise Refused(41004, f"the {where} has no secret")
    require_grant_type(grant_type, "client_credential")
    require_secret(app, secret)
    if switches.token_refusal:
        raise Refused(switches.token_refusal, f"token_refusal of {app.appid} says so")
    return app


_CREDENTIAL_ERRORS = (
    *(40002, 40013, 40125, 40164, 40243, 41002, 41004),
    *(50004, 50007, 89503, 89506, 89507),
)

ROUTES = (
    Route(
        path="/cgi-bin/token",
        methods=("GET",),
        handler=get_access_token,
        errcodes=(*COMMON_ERRORS, *_CREDENTIAL_ERRORS),
        texts={45009: ERROR_CODES[45009].errmsg + STABLE_ADVICE},
        parameters=in_query("grant_type", "appid", "secret"),
        documentation=DOCS + "mp-access-token/api_getaccesstoken.html",
        compared="2026-11-22",
        tests=("contract/test_access_tokens.py",),
    ),
    Route(
        path="/cgi-bin/stable_token",
        methods=("POST",),
        handler=get_stable_access_token,
        errcodes=(*COMMON_ERRORS, *_CREDENTIAL_ERRORS, 43002),
        parameters=in_json("grant_type", "appid", "secret", "force_refresh?:boolean"),
        documentation=DOCS + "mp-access-token/api_getstableaccesstoken.html",
        compared="2026-11-22",
        tests=("contract/test_stable_tokens.py",),
    ),
)
