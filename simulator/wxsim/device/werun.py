"""wx.getWeRunData."""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import AUTH_DENY
from wxsim.device.phone import Phone, WxFailed
from wxsim.world.werun import steps_of

WERUN = "scope.werun"


def get_we_run_data(phone: Phone) -> dict[str, Any]:
    """Return the person's steps, encrypted (documented: wx.getWeRunData).

    The scope is asked for before the session is looked at (assumed).

    Raises:
        WxFailed: the person refuses, now or before, or no session lives, for
            wx.login has to come first (documented).
    """
    if not phone.allows(WERUN):
        raise WxFailed(AUTH_DENY)
    now = phone.world.clock.now(phone.app.appid)
    steps = steps_of(phone.world.identifiers, phone.person, now)
    return phone.open_data("wx.getWeRunData", {"stepInfoList": steps})
