"""The wx calls that need WeChat, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxsim.device import consent, jssdk, phone_number, profile, session
from wxsim.device.phone import Phone, WxFailed

APIS: dict[str, Callable[[Phone], dict[str, Any]]] = {
    "login": session.login,
    "checkSession": session.check_session,
    "getUserInfo": profile.get_user_info,
    "getUserProfile": profile.get_user_profile,
    "getPhoneNumber": phone_number.get_phone_number,
    "getSetting": consent.get_setting,
    "authorize": consent.authorize,
    "openSetting": consent.open_setting,
    "config": jssdk.config,
}


def perform(api: str, phone: Phone) -> dict[str, Any]:
    """Make one wx call and return its result, good or bad, with its errMsg.

    Raises:
        KeyError: there is no such call in :data:`APIS`.
    """
    try:
        return {"errMsg": f"{api}:ok", **APIS[api](phone)}
    except WxFailed as failed:
        failure = failed.failure
        result: dict[str, Any] = {"errMsg": f"{api}:{failure.text}"}
        if failure.errno is not None:
            result["errno"] = failure.errno
        return result
