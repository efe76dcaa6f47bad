"""Values as JavaScript names, prints and parses them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

# Half of a surrogate pair, which JavaScript keeps and UTF-8 cannot write.
_HALF = re.compile("[\ud800-\udfff]")

_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "Boolean"),
    ((int, float), "Number"),
    (str, "String"),
    (Mapping, "Object"),
    ((list, tuple), "Array"),
    ((bytes, bytearray), "ArrayBuffer"),
)


def type_name(value: object) -> str:
    """Return the type as WeChat's parameter errors name it, ``Null`` for None."""
    if value is None:
        return "Null"
    for types, name in _TYPE_NAMES:
        if isinstance(value, types):
            return name
    return "Function" if callable(value) else "Object"


def to_text(value: object) -> str:
    """Return what ``String(value)`` gives for a JSON value."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return ",".join("" if item is None else to_text(item) for item in value)
    return "[object Object]" if isinstance(value, Mapping) else str(value)


def encode_component(text: str) -> str:
    """Return what ``encodeURIComponent(text)`` gives.

    Half a surrogate pair, of which JavaScript raises a URIError, becomes U+FFFD (assumed).
    """
    return quote(well_formed(text), safe="!~*'()")


def well_formed(text: str) -> str:
    """Return what ``text.toWellFormed()`` gives: U+FFFD for each half of a surrogate pair.

    It is what becomes of such a half where a text is sent as UTF-8.
    """
    return _HALF.sub("\ufffd", text)


def to_json(value: object, what: str) -> str:
    """Return what ``JSON.stringify(value)`` gives.

    Args:
        value: anything that JSON can carry.
        what: a name for it, for the error text.

    Raises:
        TypeError: the value, or something in it, is no JSON.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise TypeError(f"{what} must be made of JSON values only: {error}") from error
    # Documented: ECMAScript 2019, well-formed JSON.stringify.
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def parse_json(text: str) -> Any:
    """Return what ``JSON.parse(text)`` gives.

    Whole numbers beyond 2**53 lose their last digits, as they do on a phone:
    a 64-bit id must travel as a string.

    Raises:
        ValueError: the text is not JSON; NaN and Infinity are not.
    """
    try:
        return json.loads(text, parse_int=_whole_number, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error


def _whole_number(digits: str) -> int | float:
    number = float(digits)
    return int(number) if math.isfinite(number) else number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
