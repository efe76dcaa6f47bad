"""The Server API, for programs that read about it."""

from __future__ import annotations

from typing import Any

from wxsim.control.route import Asked, Route, get
from wxsim.server_api.openapi import openapi


def describe(_: Asked) -> dict[str, Any]:
    """Return the OpenAPI document of the Server API."""
    return openapi()


ROUTES: tuple[Route, ...] = (
    get(
        "/server-api/openapi.json",
        "the Server API as an OpenAPI document",
        describe,
        dict[str, Any],
        stored=False,
    ),
)
