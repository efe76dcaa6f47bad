"""The control door over HTTP: what only a simulator can do."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qsl

from flask import Blueprint, Response, after_this_request, request

from wxsim.control.openapi import openapi
from wxsim.control.route import Asked, Route
from wxsim.control.routes import ROUTES
from wxsim.json_http import json_answer, json_request_of
from wxsim.server_api import Journal
from wxsim.world import InvalidValue, StoreError, World

# Who is told that something never happened should know where nobody looked.
_ONE_OF_SEVERAL = (
    "this is what one of several workers has seen; run a single worker to see everything"
)
_VARIABLE = re.compile(r"\{(\w+)\}")


def control_door(world: World, journal: Journal) -> Blueprint:
    """Return the routes below ``/_wxsim``, from the table."""
    door = Blueprint("control", __name__, url_prefix="/_wxsim")
    for route in ROUTES:
        _mount(door, route, world, journal)

    @door.get("/openapi.json")
    def document() -> Response:
        return json_answer(openapi())

    return door


def _mount(door: Blueprint, route: Route, world: World, journal: Journal) -> None:
    def view(**path: str) -> Response:
        if route.of_process and not journal.whole:
            after_this_request(_noted)
        if route.stored:
            # Another process that shares the store may have moved the clock. Whoever
            # cannot do without the store finds out by itself that it is away.
            with suppress(StoreError):
                world.timekeeping.refresh()
        asked = Asked(
            world=world,
            journal=journal,
            path=path,
            query=_query(route),
            body=None if route.body is None else json_request_of(route.body),
        )
        return json_answer(route.handler(asked), route.status)

    rule = _VARIABLE.sub(r"<\1>", route.path)
    endpoint = f"{route.method} {route.path}".replace(".", "_")
    rules = [rule, ""] if rule == "/" else [rule]
    for number, one in enumerate(rules):
        door.add_url_rule(
            one, endpoint=f"{endpoint}{number}", view_func=view, methods=[route.method]
        )


def _noted(answer: Response) -> Response:
    # A refusal needs it most: that nothing is known of a rid may be this worker's ignorance.
    answer.headers["Wxsim-Note"] = _ONE_OF_SEVERAL
    return answer


def _query(route: Route) -> dict[str, str]:
    # Not request.args, which raises on bytes that are no UTF-8.
    text = request.query_string.decode("ascii", "replace")
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        query.setdefault(name, value)
    known = [parameter.name for parameter in route.query]
    for name in query:
        # Left aside, a misspelt app= would clear everybody's faults.
        if name not in known:
            raise InvalidValue(
                f"there is no parameter {name!r} here",
                f"there is {', '.join(known)}" if known else "this request takes none",
            )
    return query
