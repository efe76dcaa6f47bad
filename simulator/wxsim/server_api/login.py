"""code2Session, and the calls that check and reset what it gave."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.call import Call
from wxsim.server_api.parameters import in_query
from wxsim.server_api.route import COMMON_ERRORS, DOCS, TOKEN_ERRORS, Route
from wxsim.world import App, Refused, User, World
from wxsim.world.records import SessionKey


def code_to_session(world: World, call: Call) -> dict[str, Any]:
    """Exchange a js_code: ``GET /sns/jscode2session``.

    Reads the query alone (observed). A good answer has no errcode, although
    the documentation's example prints one (observed).

    Returns:
        session_key, openid, and unionid where the app is bound, in the real order.

    Raises:
        Refused: 41002, 40013, 40090, 45009, 45011, 41004, 41008, 40002, then as
            :meth:`LoginCodes.exchange` does. That presence is checked in this
            order is assumed.
    """
    app = world.apps.named_by(call.parameter("appid"))
    if app.switches.source_ips and call.client_ip not in app.switches.source_ips:
        raise Refused(
            40090,
            f"{call.client_ip} is not among the source_ips of {app.appid}",
        )
    world.quotas.count(app, call.path)
    secret, code = call.parameter("secret"), call.parameter("js_code")
    if not secret:
        raise Refused(41004, "the query has no secret")
    if not code:
        raise Refused(41008, "the query has no js_code")
    require_grant_type(call.parameter("grant_type"), "authorization_code")
    exchanged = world.codes.exchange(app, secret, code, call.rid, call.sender)
    return code_to_session_answer(world, app, *exchanged)


def code_to_session_answer(world: World, app: App, user: User, key: SessionKey) -> dict[str, Any]:
    """Return session_key, openid, and unionid where the app is bound, in the real order."""
    answer: dict[str, Any] = {"session_key": key.value}
    if app.switches.legacy_expires_in:
        answer["expires_in"] = 7200
    answer["openid"] = user.openid
    unionid = world.unionid(app, user)
    if unionid is not None:
        answer["unionid"] = unionid
    return answer


def check_session(world: World, call: Call) -> dict[str, Any]:
    """Tell whether a session_key is the current one: ``GET /wxa/checksession``.

    Everything stands in the query (documented by example), signed with
    HMAC-SHA256 over the empty string. A session that has ended is an invalid
    signature here (observed: 87009 is all that was ever seen).

    Raises:
        Refused: as :meth:`Sessions.check` does.
    """
    checked_user(world, call, ended=87009)
    return {"errcode": 0, "errmsg": "ok"}


def reset_user_session_key(world: World, call: Call) -> dict[str, Any]:
    """Replace a session_key: ``GET /wxa/resetusersessionkey``.

    The parameters stand in the query, under POST too (documented by example).

    Raises:
        Refused: as :meth:`Sessions.check` and :meth:`Sessions.reset` do.
    """
    user = checked_user(world, call, ended=87007)
    key = world.sessions.reset(call.app, user, call.rid)
    return {"errcode": 0, "errmsg": "ok", "openid": user.openid, "session_key": key.value}


def require_grant_type(given: str, wanted: str) -> None:
    """Raise Refused 40002 unless ``given`` is the one grant_type a path takes."""
    if given != wanted:
        raise Refused(40002, f"grant_type is {given!r}; this path takes {wanted}")


def checked_user(world: World, call: Call, *, ended: int) -> User:
    """Return the user whose session the query proves.

    Raises:
        Refused: as :meth:`Sessions.check` does.
    """
    return world.sessions.check(
        call.app,
        call.parameter("openid"),
        call.parameter("signature"),
        call.parameter("sig_method"),
        ended=ended,
    )


_SESSION_ERRORS = (40097, 87008, 87009)

# What proves a session.
SESSION_PARAMETERS = in_query("openid", "signature", "sig_method")

ROUTES = (
    Route(
        path="/sns/jscode2session",
        methods=("GET",),
        handler=code_to_session,
        errcodes=(
            *COMMON_ERRORS,
            *(40002, 40013, 40029, 40090, 40125, 40163, 40226, 41002, 41004, 41008),
        ),
        parameters=in_query("appid", "secret", "js_code", "grant_type"),
        documentation=DOCS + "user-login/api_code2session.html",
        compared="2026-11-22",
        tests=(
            "contract/test_code_to_session.py",
            "contract/test_login_codes.py",
            "contract/test_order_of_checks.py",
        ),
    ),
    Route(
        path="/wxa/checksession",
        methods=("GET",),
        handler=check_session,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, *_SESSION_ERRORS),
        parameters=SESSION_PARAMETERS,
        documentation=DOCS + "user-login/api_checksessionkey.html",
        compared="2026-11-22",
        tests=("contract/test_sessions.py",),
    ),
    Route(
        path="/wxa/resetusersessionkey",
        methods=("GET", "POST"),
        handler=reset_user_session_key,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, *_SESSION_ERRORS, 87007),
        parameters=SESSION_PARAMETERS,
        documentation=DOCS + "user-login/api_resetusersessionkey.html",
        evidence="documented",
        compared="2026-11-22",
        tests=(
            "contract/test_sessions.py",
            "contract/test_session_keys.py",
        ),
    ),
)
