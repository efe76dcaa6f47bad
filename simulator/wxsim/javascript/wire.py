"""Values on their way between JavaScript and the host."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

_BYTES = "$bytes"
_HALF = re.compile("[\ud800-\udfff]")


def to_script(value: Any) -> str:
    """Return an expression for a value; bytes become what the prelude revives.

    It is parsed as JSON, for as a literal an object with the key ``__proto__``
    would be another one.
    """
    # ASCII alone: U+2028 and half a surrogate pair would not pass every engine.
    text = json.dumps(value, default=_packed)
    return f"__wxsim.parse({json.dumps(text)})"


def read_messages(text: str) -> list[dict[str, Any]]:
    """Return the messages that a drained mailbox holds.

    Half a surrogate pair, which no file and no request could carry, becomes U+FFFD.
    """
    messages: list[dict[str, Any]] = _whole(json.loads(text or "[]"))
    return messages


def from_script(value: Any) -> Any:
    """Return a value that came from the prelude, with its bytes as bytes."""
    if isinstance(value, list):
        return [from_script(item) for item in value]
    if not isinstance(value, dict):
        return value
    packed = value.get(_BYTES)
    if isinstance(packed, str) and len(value) == 1:
        try:
            return base64.b64decode(packed)
        except binascii.Error:
            return b""
    return {name: from_script(item) for name, item in value.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return value


def _packed(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return {_BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot be given to JavaScript")
