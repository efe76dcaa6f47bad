"""wx.login, wx.pluginLogin and wx.checkSession."""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import SESSION_ENDED
from wxsim.device.phone import Phone, WxFailed

_TOURISTS_CODE = "the code is a mock one"


def login(phone: Phone) -> dict[str, Any]:
    """Return a fresh js_code (documented: wx.login).

    Without an appid there is none, only a sentence in its place (observed: DevTools).
    """
    if phone.app.switches.tourist_mode:
        phone.note(
            "login without a code",
            f"wx.login of {phone.person.name} in {phone.app.appid} gave {_TOURISTS_CODE!r} in "
            "place of a js_code, for tourist_mode is on",
        )
        return {"code": _TOURISTS_CODE}
    return {"code": phone.world.codes.issue(phone.app, phone.person).code}


def plugin_login(phone: Phone) -> dict[str, Any]:
    """Return a code for the plugin's server (documented: wx.pluginLogin)."""
    return {"code": phone.world.plugins.issue(phone.user).code}


def check_session(phone: Phone) -> dict[str, Any]:
    """Succeed while the key of the latest wx.login lives (documented: wx.checkSession).

    Raises:
        WxFailed: it has expired, there was no login yet, or there is no appid.
    """
    if phone.session_key() is None or phone.app.switches.tourist_mode:
        phone.note(
            "checkSession failed",
            f"wx.checkSession told {phone.person.name} in {phone.app.appid} to log in again",
        )
        raise WxFailed(SESSION_ENDED)
    return {}
