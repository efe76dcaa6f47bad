"""The control door as a table: what its parts answer, joined.

Flask is mounted from it, and the OpenAPI document is generated from it.
"""

from __future__ import annotations

from wxsim.control import (
    about,
    apps,
    clock,
    components,
    faults,
    happened,
    keys,
    messages,
    oauth,
    payments,
    people,
    pushes,
    server_api,
    sessions,
    worlds,
)
from wxsim.control.route import Route

ROUTES: tuple[Route, ...] = (
    *about.ROUTES,
    *apps.ROUTES,
    *keys.ROUTES,
    *people.ROUTES,
    *payments.ROUTES,
    *messages.ROUTES,
    *pushes.ROUTES,
    *clock.ROUTES,
    *faults.ROUTES,
    *sessions.ROUTES,
    *oauth.ROUTES,
    *components.ROUTES,
    *happened.ROUTES,
    *server_api.ROUTES,
    *worlds.ROUTES,
)
