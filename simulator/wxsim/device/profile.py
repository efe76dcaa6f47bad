"""wx.getUserInfo and wx.getUserProfile."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim import opendata
from wxsim.device.messages import AUTH_DENY, DESC_LENGTH, NOT_LOGGED_IN
from wxsim.device.phone import Phone, WxFailed
from wxsim.world.profile import visible_profile

USER_INFO = "scope.userInfo"
_DESC_LIMIT = 30


def get_user_info(phone: Phone) -> dict[str, Any]:
    """Return the profile, signed and encrypted with the current session_key.

    In the current era no dialog opens (documented: 2021-04-28); a refusal
    recorded for the person is honoured all the same (assumed). Without
    ``withCredentials`` the credentials come along when a session lives
    (assumed; the documentation names no default).

    Raises:
        WxFailed: the person refuses, or ``withCredentials`` is true and no
            session lives (assumed: fails).
    """
    era = phone.app.switches.profile_era
    denied = phone.refused(USER_INFO) if era == "current" else not phone.allows(USER_INFO)
    if denied:
        raise WxFailed(AUTH_DENY)
    user = phone.user
    identity = {"openId": user.openid}
    unionid = phone.world.unionid(phone.app, user)
    last = {} if unionid is None else {"unionId": unionid}
    return _profile(phone, "wx.getUserInfo", identity, last)


def get_user_profile(phone: Phone) -> dict[str, Any]:
    """Return the profile after a dialog that opens each time (documented: wx.getUserProfile).

    Its encryptedData has no openId and no unionId (documented).

    Raises:
        WxFailed: ``desc`` is missing or longer than 30 characters, or the
            person refuses.
    """
    desc = phone.options.get("desc")
    if not isinstance(desc, str) or not 0 < len(desc) <= _DESC_LIMIT:
        raise WxFailed(DESC_LENGTH)
    if phone.refused(USER_INFO) or not phone.taps_allow:
        raise WxFailed(AUTH_DENY)
    return _profile(phone, "wx.getUserProfile", {}, {})


def _profile(phone: Phone, api: str, first: dict[str, str], last: dict[str, str]) -> dict[str, Any]:
    info = visible_profile(phone.person, phone.app.switches.profile_era)
    raw_data = msgspec.json.encode(info).decode()
    result: dict[str, Any] = {"userInfo": info, "rawData": raw_data}
    wanted = phone.options.get("withCredentials")
    key = None if wanted is False else phone.session_key()
    if key is None:
        if wanted is True:
            raise WxFailed(NOT_LOGGED_IN)
        return result
    signature = opendata.sign_raw_data(raw_data, key.value)
    sealed = phone.seal(key, {**first, **info, **last, "watermark": phone.watermark()})
    facts = {
        "openid": phone.user.openid,
        "generation": str(key.generation),
        "signature": signature,
        "iv": sealed["iv"],
    }
    phone.note(
        "profile signed",
        f"{api} of {phone.person.name} in {phone.app.appid} signed and encrypted with "
        f"session_key {key.generation}",
        facts,
    )
    return {**result, "signature": signature, **sealed}
