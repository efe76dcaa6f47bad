"""The Server API as a table: the one place where a path gets its meaning.

Flask is mounted from it, the coverage page is generated from it, and the tests
walk it: every errcode in it is reached through HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wxsim.server_api import login, phone, token
from wxsim.server_api.call import Call
from wxsim.server_api.errors import ERROR_CODES, STABLE_ADVICE, Evidence
from wxsim.world import World

Handler = Callable[[World, Call], dict[str, Any]]

_DOCS = "https://developers.weixin.qq.com/miniprogram/dev/server/API/"

# What every path that wants an access_token says of a wrong one.
_TOKEN_ERRORS = (40001, 41001, 42001)
# What every path can say.
_COMMON_ERRORS = (-1, 45009, 45011)
_SESSION_ERRORS = (40097, 87008, 87009)
_CREDENTIAL_ERRORS = (
    *(40002, 40013, 40125, 40164, 40243, 41002, 41004),
    *(50004, 50007, 89503, 89506, 89507),
)


@dataclass(frozen=True, kw_only=True)
class Route:
    """One endpoint.

    Attributes:
        methods: what WeChat documents. A path that documents GET reads its
            query under any method (observed of POST); one that documents POST
            alone refuses the rest with 43002.
        handler: decides; knows nothing of any web framework.
        needs_token: the query must carry an access_token, which is looked at
            before method, body and parameters (observed).
        errcodes: all that this path can answer.
        texts: where its text for an errcode is its own.
        hinted: errcodes whose text carries a hint before the rid.
        documentation: WeChat's page.
        evidence: how sure we are of the endpoint as a whole.
    """

    path: str
    methods: tuple[str, ...]
    handler: Handler
    errcodes: tuple[int, ...]
    documentation: str
    needs_token: bool = False
    texts: Mapping[int, str] = field(default_factory=dict)
    hinted: tuple[int, ...] = ()
    evidence: Evidence = "observed"


ROUTES = (
    Route(
        path="/sns/jscode2session",
        methods=("GET",),
        handler=login.code_to_session,
        errcodes=(
            *_COMMON_ERRORS,
            *(40002, 40013, 40029, 40090, 40125, 40163, 40226, 41002, 41004, 41008),
        ),
        documentation=_DOCS + "user-login/api_code2session.html",
    ),
    Route(
        path="/wxa/checksession",
        methods=("GET",),
        handler=login.check_session,
        needs_token=True,
        errcodes=(*_COMMON_ERRORS, *_TOKEN_ERRORS, *_SESSION_ERRORS),
        documentation=_DOCS + "user-login/api_checksessionkey.html",
    ),
    Route(
        path="/wxa/resetusersessionkey",
        methods=("GET", "POST"),
        handler=login.reset_user_session_key,
        needs_token=True,
        errcodes=(*_COMMON_ERRORS, *_TOKEN_ERRORS, *_SESSION_ERRORS, 87007),
        documentation=_DOCS + "user-login/api_resetusersessionkey.html",
        evidence="documented",
    ),
    Route(
        path="/cgi-bin/token",
        methods=("GET",),
        handler=token.get_access_token,
        errcodes=(*_COMMON_ERRORS, *_CREDENTIAL_ERRORS),
        texts={45009: ERROR_CODES[45009].errmsg + STABLE_ADVICE},
        documentation=_DOCS + "mp-access-token/api_getaccesstoken.html",
    ),
    Route(
        path="/cgi-bin/stable_token",
        methods=("POST",),
        handler=token.get_stable_access_token,
        errcodes=(*_COMMON_ERRORS, *_CREDENTIAL_ERRORS, 43002),
        documentation=_DOCS + "mp-access-token/api_getstableaccesstoken.html",
    ),
    Route(
        path="/wxa/business/getuserphonenumber",
        methods=("POST",),
        handler=phone.get_user_phone_number,
        needs_token=True,
        errcodes=(*_COMMON_ERRORS, *_TOKEN_ERRORS, 40003, 40013, 40029, 43002, 47001),
        hinted=(40029, 47001),
        documentation=_DOCS + "user-info/phone-number/api_getphonenumber.html",
    ),
)

ROUTES_BY_PATH: dict[str, Route] = {route.path: route for route in ROUTES}
