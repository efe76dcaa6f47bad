"""The control door over HTTP: what only a simulator can do."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import msgspec
from flask import Blueprint, Response, request

from wxsim.json_http import json_answer, json_request_of
from wxsim.registration import NewApp, NewPerson, register_app, register_person
from wxsim.server_api import Journal
from wxsim.version import __version__
from wxsim.world import InvalidValue, World

_ENTRY_NUMBER = re.compile(r"[0-9]{1,18}")


class Answered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``PUT /_wxsim/consent`` takes; ``granted: null`` forgets the answer."""

    scope: str
    granted: bool | None
    appid: str | None = None
    person: str | None = None


def control_door(world: World, journal: Journal) -> Blueprint:
    """Return the routes below ``/_wxsim``."""
    door = Blueprint("control", __name__, url_prefix="/_wxsim")

    @door.get("")
    @door.get("/")
    def about() -> Response:
        return json_answer(
            {
                "name": "wxsim",
                "version": __version__,
                "seed": world.identifiers.seed,
                "now": world.clock.now(),
            }
        )

    @door.get("/apps")
    def list_apps() -> Response:
        return json_answer(world.apps.list())

    @door.get("/apps/<appid>")
    def show_app(appid: str) -> Response:
        return json_answer(world.apps.get(appid))

    @door.post("/apps")
    def add_app() -> Response:
        return json_answer(register_app(world, json_request_of(NewApp)), 201)

    @door.get("/people")
    def list_people() -> Response:
        return json_answer(world.people.list())

    @door.get("/people/<name>")
    def show_person(name: str) -> Response:
        return json_answer(world.people.get(name))

    @door.post("/people")
    def add_person() -> Response:
        return json_answer(register_person(world, json_request_of(NewPerson)), 201)

    @door.put("/consent")
    def set_consent() -> Response:
        new = json_request_of(Answered)
        app, person = world.apps.get(new.appid), world.people.get(new.person)
        world.consents.set(app.appid, person.name, new.scope, granted=new.granted)
        return json_answer(world.consents.answers(app.appid, person.name))

    @door.get("/journal")
    def read_journal() -> Response:
        return json_answer(journal.exchanges(_after()))

    @door.get("/ledger")
    def read_ledger() -> Response:
        return json_answer(world.ledger.entries(_after()))

    return door


def _after() -> int:
    # Not request.args, which raises on bytes that are no UTF-8.
    query = parse_qs(request.query_string.decode("ascii", "replace"))
    text = query.get("after", ["0"])[0]
    if not _ENTRY_NUMBER.fullmatch(text):
        raise InvalidValue(f"after={text} is no number", "give the number of the last entry seen")
    return int(text)
