"""wx.login and wx.checkSession."""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import SESSION_ENDED
from wxsim.device.phone import Phone, WxFailed


def login(phone: Phone) -> dict[str, Any]:
    """Return a fresh js_code (documented: wx.login)."""
    return {"code": phone.world.codes.issue(phone.app, phone.person).code}


def check_session(phone: Phone) -> dict[str, Any]:
    """Succeed while the key of the latest wx.login lives (documented: wx.checkSession).

    Raises:
        WxFailed: it has expired, or there was no login yet.
    """
    if phone.session_key() is None:
        raise WxFailed(SESSION_ENDED)
    return {}
