"""Keeping AppSecrets out of what is shown."""

from __future__ import annotations

from typing import Any

_SHOWN = 4


def with_masked_secret(app: dict[str, Any]) -> dict[str, Any]:
    """Return an app with only as much of its secret as tells it from others."""
    return {**app, "secret": app["secret"][:_SHOWN] + "…"}
