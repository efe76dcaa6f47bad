"""Keeping secrets out of what is shown."""

from __future__ import annotations

import re
from typing import Any

_SHOWN = 4
_NAMES = "(?:component_(?:app)?)?secret|session_key|(?:component_)?access_token|refresh_token"
_IN_TEXT = re.compile(rf"""((?:^|[?&"'\s])(?:{_NAMES})\\?["']?(?:=|\s*:\s*\\?["']))([^&"'\s\\]+)""")
_NAME = re.compile(_NAMES)


def with_masked_secret(app: dict[str, Any]) -> dict[str, Any]:
    """Return an app with only as much of its secret as tells it from others."""
    return {**app, "secret": masked(app["secret"])}


def masked(secret: str) -> str:
    """Return only as much of a secret as tells it from others."""
    return secret[:_SHOWN] + "…"


def without_secrets(data: Any) -> Any:
    """Mask the secrets in plain data: by the names of fields, and in queries and JSON in text."""
    if isinstance(data, str):
        return _IN_TEXT.sub(lambda found: found[1] + masked(found[2]), data)
    if isinstance(data, list):
        return [without_secrets(entry) for entry in data]
    if not isinstance(data, dict):
        return data
    # An HTTP archive has its parameters as {"name": …, "value": …}.
    parameter = _NAME.fullmatch(str(data.get("name", ""))) is not None
    return {
        name: masked(value)
        if isinstance(value, str) and (_NAME.fullmatch(name) or (parameter and name == "value"))
        else without_secrets(value)
        for name, value in data.items()
    }
