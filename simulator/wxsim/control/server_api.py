"""The Server API, for programs that read about it."""

from __future__ import annotations

from typing import Any

from wxsim.control.route import Asked
from wxsim.server_api.openapi import openapi


def describe(_: Asked) -> dict[str, Any]:
    """Return the OpenAPI document of the Server API."""
    return openapi()
