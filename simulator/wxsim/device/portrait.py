"""What a person fills in with WeChat's help: the avatar button and the nickname input.

Documented: "avatar and nickname" in the Mini Program guide, which replaces the
profile of wx.getUserInfo. That one stays as anonymous as it was.
"""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import CANCELLED, INVALID_ARGUMENT
from wxsim.device.phone import Phone, WxFailed
from wxsim.world.safety import judge


def choose_avatar(phone: Phone) -> dict[str, Any]:
    """Press the button with open-type chooseAvatar and return the event's detail.

    The picture is a temporary file of the phone (documented), whose path begins
    with ``http://tmp/`` (observed). It is one path per person and app (assumed).

    Raises:
        WxFailed: the person cancels, or WeChat holds the picture for risky: a
            phone sends no event then (documented of the latter).
    """
    path = f"http://tmp/{phone.world.identifiers.temporary_file(phone.user.openid)}.jpeg"
    if not phone.taps_allow or judge(phone.app.switches, path).suggest == "risky":
        raise WxFailed(CANCELLED)
    return {"avatarUrl": path}


def type_nickname(phone: Phone) -> dict[str, Any]:
    """Fill in an input of type nickname and return the detail of its blur event.

    The person takes the nickname that the keyboard offers, their own in WeChat
    (documented), or types the option ``value``. With a refusing tap they leave
    the input empty.

    Returns:
        ``value``, which WeChat empties where it holds the text for risky (documented).

    Raises:
        WxFailed: ``value`` is no text.
    """
    value = phone.options.get("value", phone.person.nickname)
    if not isinstance(value, str):
        raise WxFailed(INVALID_ARGUMENT)
    good = phone.taps_allow and judge(phone.app.switches, value).suggest != "risky"
    return {"value": value if good else ""}
