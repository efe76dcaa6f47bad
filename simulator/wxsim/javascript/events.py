"""What a person's tap tells the program, as the page's markup binds it."""

from __future__ import annotations

import re
from typing import Any

from wxsim.miniprogram.device import DeviceDoor

_TAG = re.compile(r"<[\w-]+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_BINDING = re.compile(r"(?:capture-)?(?:bind|catch):?([a-z]+)\s*=\s*[\"']\s*([\w.]+)\s*[\"']", re.I)
_NAME = re.compile(r"\bname\s*=\s*[\"']([^\"'{}]+)[\"']")
_DATA = re.compile(r"\bdata-([\w-]+)\s*=\s*[\"']([^\"'{}]*)[\"']")

# The events of buttons whose detail the phone gives, and the call that gives it.
_FROM_PHONE = {
    "getphonenumber": "getPhoneNumber",
    "getrealtimephonenumber": "getPhoneNumber",
    "getuserinfo": "getUserInfo",
    "opensetting": "openSetting",
}
_NICKNAME = re.compile(r"\btype\s*=\s*[\"']nickname[\"']")


def event_for(markup: str, method: str, phone: DeviceDoor) -> dict[str, Any]:
    """Return the event that sets off a method of a page.

    The page's WXML says which kind it is: a button with ``bindgetphonenumber``
    gives what the phone gives. Without a word about it, it is a tap.

    Args:
        markup: the page's WXML.
        method: which method is set off.
        phone: asked for what only WeChat can give.
    """
    kind, data, tag = _bound(markup, method)
    detail: dict[str, Any] = {"x": 195, "y": 376}
    if kind in _FROM_PHONE:
        detail = phone.call(_FROM_PHONE[kind], {}).result
    elif kind == "chooseavatar":
        detail = {"avatarUrl": phone.call("chooseAvatar", {}).result["avatarUrl"]}
    elif kind in ("input", "blur", "confirm", "change") and _NICKNAME.search(tag):
        detail = {"value": phone.call("typeNickname", {}).result["value"]}
    elif kind in ("input", "blur", "confirm", "change"):
        detail = {"value": ""}
    elif kind == "submit":
        detail = {"value": _nicknames(markup, phone)}
    target = {"id": "", "dataset": data, "offsetLeft": 0, "offsetTop": 0}
    return {
        "type": kind,
        "timeStamp": 0,
        "target": target,
        "currentTarget": target,
        "detail": detail,
        "touches": [],
        "changedTouches": [],
    }


def _bound(markup: str, method: str) -> tuple[str, dict[str, str], str]:
    for tag in _TAG.findall(markup):
        for kind, name in _BINDING.findall(tag):
            if name == method:
                data = {_camel(key): value for key, value in _DATA.findall(tag)}
                return kind.lower(), data, tag
    return "tap", {}, ""


def _nicknames(markup: str, phone: DeviceDoor) -> dict[str, str]:
    """Return what a form has where the person took the nickname that the keyboard offers."""
    inputs = (tag for tag in _TAG.findall(markup) if _NICKNAME.search(tag))
    names = [found[1] for found in map(_NAME.search, inputs) if found]
    return {name: phone.call("typeNickname", {}).result["value"] for name in names}


def _camel(name: str) -> str:
    first, *rest = name.lower().split("-")
    return first + "".join(word.capitalize() for word in rest)
