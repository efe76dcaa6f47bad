"""The Server API as a table: what its families answer, joined.

Flask is mounted from it, the coverage page is generated from it, and the tests
walk it: every errcode in it is reached through HTTP.
"""

from __future__ import annotations

from wxsim.server_api import component, login, oauth, phone, ticket, token
from wxsim.server_api.route import Route

ROUTES: tuple[Route, ...] = (
    *login.ROUTES,
    *token.ROUTES,
    *phone.ROUTES,
    *oauth.ROUTES,
    *ticket.ROUTES,
    *component.ROUTES,
)

ROUTES_BY_PATH: dict[str, Route] = {route.path: route for route in ROUTES}
