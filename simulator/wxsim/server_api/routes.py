"""The Server API as a table: what its families answer, joined.

Flask is mounted from it, the coverage page is generated from it, and the tests
walk it: every errcode in it is reached through HTTP.
"""

from __future__ import annotations

from wxsim.server_api import (
    content_safety,
    custom_message,
    login,
    phone,
    subscribe_message,
    token,
)
from wxsim.server_api.route import Route

ROUTES: tuple[Route, ...] = (
    *login.ROUTES,
    *token.ROUTES,
    *phone.ROUTES,
    *subscribe_message.ROUTES,
    *custom_message.ROUTES,
    *content_safety.ROUTES,
)

ROUTES_BY_PATH: dict[str, Route] = {route.path: route for route in ROUTES}
