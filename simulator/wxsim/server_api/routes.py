"""The Server API as a table: what its families answer, joined.

Flask is mounted from it, the coverage page is generated from it, and the tests
walk it: every errcode in it is reached through HTTP.
"""

from __future__ import annotations

from wxsim.server_api import (
    component,
    content_safety,
    custom_message,
    datacube,
    links,
    login,
    media,
    oauth,
    phone,
    platform,
    qrcode,
    quota,
    risk,
    subscribe_message,
    ticket,
    token,
    user,
)
from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.server_api.route import Route

ROUTES: tuple[Route, ...] = (
    *login.ROUTES,
    *token.ROUTES,
    *phone.ROUTES,
    *qrcode.ROUTES,
    *links.ROUTES,
    *media.ROUTES,
    *datacube.ROUTES,
    *user.ROUTES,
    *risk.ROUTES,
    *quota.ROUTES,
    *platform.ROUTES,
    *subscribe_message.ROUTES,
    *custom_message.ROUTES,
    *content_safety.ROUTES,
    *oauth.ROUTES,
    *ticket.ROUTES,
    *component.ROUTES,
)

ROUTES_BY_PATH: dict[str, Route] = {route.path: route for route in ROUTES}

LONGEST_BODY = max(route.longest_body for route in ROUTES)


def longest_body(path: str) -> int:
    """Return how many bytes of a body are read on a path of the Server API."""
    route = ROUTES_BY_PATH.get(path)
    return MAX_BODY_BYTES if route is None else route.longest_body
