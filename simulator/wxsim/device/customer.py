"""The chat with an app: the button with open-type contact, and what a person types there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wxsim.device.messages import INVALID_ARGUMENT
from wxsim.device.phone import Phone, WxFailed
from wxsim.world.conversations import SpokenKind

# What is pushed of each kind of message, and the option it comes from.
_FIELDS: Mapping[SpokenKind, Mapping[str, str]] = {
    "text": {"Content": "content"},
    "image": {"PicUrl": "picUrl", "MediaId": "mediaId"},
    "miniprogrampage": {
        "Title": "title",
        "PagePath": "pagePath",
        "ThumbUrl": "thumbUrl",
        "ThumbMediaId": "thumbMediaId",
    },
}


def contact(phone: Phone) -> dict[str, Any]:
    """Press the contact button (documented: button, open-type contact).

    The option ``sessionFrom`` is the button's ``session-from``.

    Raises:
        WxFailed: ``sessionFrom`` is no text.
    """
    session_from = phone.options.get("sessionFrom", "")
    if not isinstance(session_from, str):
        raise WxFailed(INVALID_ARGUMENT)
    phone.world.conversations.enter(phone.app, phone.user, session_from)
    return {}


def send_customer_message(phone: Phone) -> dict[str, Any]:
    """Send a message in the chat, which no wx call does but a person.

    Options: ``msgtype``, ``text`` when left out, and what goes with it:
    ``content``; ``picUrl`` and ``mediaId``; ``title``, ``pagePath``, ``thumbUrl``
    and ``thumbMediaId``.

    Returns:
        ``msgId``, the 64-bit id as a text.

    Raises:
        WxFailed: there is no such msgtype, an option is no text, or a text
            message is empty.
    """
    msgtype = phone.options.get("msgtype", "text")
    kind = next((known for known in _FIELDS if known == msgtype), None)
    if kind is None:
        raise WxFailed(INVALID_ARGUMENT)
    content = {name: phone.options.get(option, "") for name, option in _FIELDS[kind].items()}
    if not all(isinstance(value, str) for value in content.values()):
        raise WxFailed(INVALID_ARGUMENT)
    if kind == "text" and not content["Content"]:
        raise WxFailed(INVALID_ARGUMENT)
    if kind == "miniprogrampage":
        content["AppId"] = phone.app.appid
    return {"msgId": str(phone.world.conversations.speak(phone.app, phone.user, kind, content))}
