"""What is wrong with a code that was never issued."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from wxsim.diagnosis.story import tail
from wxsim.times import iso
from wxsim.world.records import LoginCode

# Observed: the text that DevTools gives where the project has no appid.
TOURISTS_CODE = "the code is a mock one"
# The form of every js_code that was ever published (observed).
_CODE = re.compile(r"0[0-9a-d][13][0-9A-Za-z]{29}")
_PHONE_CODE = re.compile(r"[0-9a-f]{64}")
_LENGTH = 32
# Fewer characters than this are the beginning of too much.
_TELLING_PREFIX = 6


def code_hints(value: str, known: Iterable[LoginCode]) -> Iterator[str]:
    """Say in sentences what a code that nobody knows most likely is.

    Args:
        value: the code as it was sent.
        known: every js_code that is remembered.
    """
    if value == TOURISTS_CODE:
        yield (
            f"{value!r} is what wx.login gives in place of a code where the project has no appid "
            "(DevTools' tourist mode, here the switch tourist_mode): give the project its appid"
        )
        return
    nearest = _nearest(value, {code.code: code for code in known})
    if nearest:
        yield nearest
    elif _CODE.fullmatch(value):
        yield (
            "it has the form of WeChat's own codes: if it comes from DevTools or a phone, then "
            "that client talks to the real WeChat, not to this simulator; get codes from the "
            "device door, or set the switch devtools_codes to let such codes in"
        )
    elif "mock" in value.lower():
        yield "it looks made up by a mock, not given by wx.login"
    elif _PHONE_CODE.fullmatch(value):
        yield (
            "64 hex digits are the form of a phone-number code, which goes to "
            "/wxa/business/getuserphonenumber in a JSON body"
        )
    elif "%" in value:
        yield "there is a % in it: a code that was URL-encoded twice looks so"
    elif value != value.strip():
        yield "there are spaces around it"
    elif len(value) != _LENGTH:
        yield f"it has {len(value)} characters; a js_code has {_LENGTH}"
    else:
        yield "it has not the form of a js_code, which has letters and digits alone"


def resembles(value: str, known: Iterable[LoginCode]) -> bool:
    """Tell whether a value has a code's form or is a spoiled form of one that is known."""
    spoiled = _nearest(value, {code.code: code for code in known})
    return bool(spoiled or _CODE.fullmatch(value) or "mock" in value.lower())


def _nearest(value: str, known: dict[str, LoginCode]) -> str:
    """Say which code the value is a spoiled form of, or nothing."""
    decoded = unquote(value)
    for mended, what in (
        (value.strip(), "it has surrounding spaces; without them it is"),
        (decoded, "it was URL-encoded twice; decoded once more it is"),
        (decoded.strip(), "it was URL-encoded twice and has surrounding spaces; without, it is"),
        (decoded.strip("\"' "), "it has quotes around it; without them it is"),
    ):
        if mended != value and mended in known:
            return f"{what} {_told(known[mended])}"
    if len(value) < _TELLING_PREFIX:
        return ""
    for code, record in known.items():
        if code.startswith(value):
            return (
                f"it was truncated: it is the first {len(value)} of the {len(code)} characters of "
                f"{_told(record)}"
            )
        if value.startswith(code):
            return f"{value[len(code) :]!r} was appended to {_told(record)}"
        if value.lower() == code.lower():
            return f"its capitals are wrong: it differs so from {_told(record)}"
    return ""


def _told(code: LoginCode) -> str:
    return (
        f"js_code {tail(code.code)}, issued to {code.person} in {code.appid} at "
        f"{iso(code.issued_at, digits=None)}"
    )
