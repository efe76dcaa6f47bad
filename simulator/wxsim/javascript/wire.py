"""Values on their way between JavaScript and the host."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

_BYTES = "$bytes"


def to_script(value: Any) -> str:
    """Return a value as a JavaScript literal; bytes become what the prelude revives."""
    # ASCII alone: U+2028 and half a surrogate pair would not pass every engine.
    return json.dumps(value, default=_packed)


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


def _packed(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return {_BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot be given to JavaScript")
