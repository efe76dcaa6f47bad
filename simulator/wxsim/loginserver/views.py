"""The four things a Mini Program can ask of this server."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import MethodNotAllowed

from wxsim.loginserver import openuserdata
from wxsim.loginserver.accounts import PHONE_FIELDS, Accounts
from wxsim.loginserver.answers import RefusalError, success
from wxsim.loginserver.config import LoginServerConfig
from wxsim.loginserver.parameters import Parameters, read_parameters
from wxsim.loginserver.profiles import PROFILE_FIELDS, read_profile
from wxsim.loginserver.sessions import Sessions
from wxsim.loginserver.wechat import (
    CodeRefusedError,
    ForeignWatermarkError,
    WeChatClient,
    WeChatSession,
)

EXTENSION = "loginserver"

# WeChat's login codes have 32 characters, the phone button's 64 (observed).
_MAX_CODE_LENGTH = 512

views = Blueprint("loginserver", __name__)

# Flask's own answer to OPTIONS is not one of ours, so there is none.
_route = partial(views.route, methods=["GET", "POST"], provide_automatic_options=False)


@views.before_request
def _no_head() -> None:
    """Refuse HEAD, which Flask would let in with GET: a look must not spend a code."""
    if request.method == "HEAD":
        raise MethodNotAllowed


@dataclass(frozen=True)
class Parts:
    """What the views work with; the application keeps it under ``EXTENSION``."""

    config: LoginServerConfig
    wechat: WeChatClient
    accounts: Accounts
    sessions: Sessions


@_route("/Login")
def login() -> Response:
    """Log a person in: the code of wx.login for a third_session of ours."""
    code = _code(read_parameters(request), "call wx.login and send the code it gives")
    try:
        wechat_session = _parts().wechat.code_to_session(code)
    except CodeRefusedError:
        raise RefusalError(
            401,
            "WeChat does not accept this code: it is wrong, older than five minutes, or "
            "was used before; call wx.login again and send the new one",
        ) from None
    _parts().accounts.ensure(wechat_session.openid)
    return success({"third_Session": _parts().sessions.start(wechat_session)})


@_route("/UserInfoUpdate")
def user_info_update() -> Response:
    """Store a profile.

    Where the client sends proof, what WeChat vouches for is stored and the
    plain fields are not looked at. Without proof the profile is what the
    person likes to be called: good enough to greet them, and for nothing else.
    """
    parameters = read_parameters(request)
    session = _session(parameters)
    profile = _proven_profile(parameters, session) or read_profile(parameters.get)
    record = _parts().accounts.update_profile(session.openid, profile)
    return success({name: record[name] for name in PROFILE_FIELDS})


@_route("/PhoneUpdate")
def phone_update() -> Response:
    """Store the phone number that the person agreed to give."""
    parameters = read_parameters(request)
    session = _session(parameters)
    code = _code(parameters, "send the code from the event of the getPhoneNumber button")
    try:
        phone = _parts().wechat.phone_number(code, session.openid)
    except CodeRefusedError:
        raise RefusalError(
            401,
            "WeChat does not accept this code: it is not one that the getPhoneNumber button "
            "gave this person, is older than five minutes, or was used before; ask the person "
            "again",
        ) from None
    except ForeignWatermarkError:
        raise RefusalError(
            403, "this phone number was given to another app; ask the person again in this one"
        ) from None
    record = _parts().accounts.update_phone(session.openid, phone)
    return success({name: record[name] for name in PHONE_FIELDS})


@_route("/Me")
def me() -> Response:
    """Tell a person what is stored about them."""
    session = _session(read_parameters(request))
    return success(_parts().accounts.read(session.openid))


def _parts() -> Parts:
    return cast(Parts, current_app.extensions[EXTENSION])


def _session(parameters: Parameters) -> WeChatSession:
    third_session = parameters.get("third_Session")
    session = _parts().sessions.find(third_session) if isinstance(third_session, str) else None
    if session is None:
        raise RefusalError(
            401,
            "third_Session is missing, unknown or expired; log in again: call wx.login and "
            "send its code to /Login",
        )
    return session


def _code(parameters: Parameters, advice: str) -> str:
    code = parameters.text("code", _MAX_CODE_LENGTH).strip()
    if not code:
        raise RefusalError(400, f"code is missing; {advice}")
    return code


def _proven_profile(
    parameters: Parameters, session: WeChatSession
) -> dict[str, str | int | None] | None:
    """Return the profile that WeChat vouches for, None when no proof was sent."""
    signed = parameters.pair("rawData", "signature")
    encrypted = parameters.pair("encryptedData", "iv")
    config = _parts().config
    data = None
    try:
        if signed:
            data = openuserdata.read_raw_data(*signed, session)
        if encrypted:
            # Taken over rawData where both came: it says whose it is, and when.
            data = openuserdata.read_encrypted_data(
                *encrypted, session, appid=config.appid, max_age=config.profile_max_age
            )
    except openuserdata.UntrustedDataError as error:
        raise RefusalError(
            403,
            f"{error}; WeChat may have replaced the session_key since this login: call "
            "wx.login again, send its code to /Login, fetch the user info anew and resend it",
        ) from None
    if data is None:
        return None
    if "nickName" not in data:
        raise RefusalError(
            400, "this is genuine, but no profile; send what wx.getUserInfo gave you"
        )
    return read_profile(data.get)
