"""People and what they allow."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from wxsim.control.route import CREATED, Asked, Route, does, get
from wxsim.registration import NewPerson, register_person
from wxsim.world import Person


class Answered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer to a scope; ``granted: null`` forgets it."""

    scope: str
    granted: bool | None
    appid: str | None = None
    person: str | None = None


class PersonChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes about a person; the rest stays.

    Attributes:
        risk_rank: 4 is blocked: their logins are refused with 40226.
    """

    nickname: str | UnsetType = UNSET
    gender: int | UnsetType = UNSET
    language: str | UnsetType = UNSET
    city: str | UnsetType = UNSET
    province: str | UnsetType = UNSET
    country: str | UnsetType = UNSET
    avatar_url: str | UnsetType = UNSET
    real_name: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    country_code: str | UnsetType = UNSET
    risk_rank: int | UnsetType = UNSET


def list_people(asked: Asked) -> list[Person]:
    """Return everybody, oldest first."""
    return asked.world.people.list()


def show_person(asked: Asked) -> Person:
    """Return one person."""
    return asked.world.people.get(asked.path["name"])


def add_person(asked: Asked) -> Person:
    """Add a person."""
    return register_person(asked.world, asked.body)


def change_person(asked: Asked) -> Person:
    """Change a person from the next request on."""
    fields = msgspec.structs.asdict(asked.body)
    changes = {name: value for name, value in fields.items() if value is not UNSET}
    world, name = asked.world, asked.path["name"]
    before, person = world.people.get(name), world.people.change(name, **changes)
    if (before.nickname, before.avatar_url) != (person.nickname, person.avatar_url):
        world.authorizations.profile_changed(world.apps.list(), person)
    return person


def set_consent(asked: Asked) -> dict[str, bool]:
    """Record or forget what a person answered to a scope; return all answers."""
    world, new = asked.world, asked.body
    app, person = world.apps.get(new.appid), world.people.get(new.person)
    world.consents.set(app.appid, person.name, new.scope, granted=new.granted)
    return world.consents.answers(app.appid, person.name)


ROUTES: tuple[Route, ...] = (
    get("/people", "everybody, oldest first", list_people, list[Person]),
    does("POST /people", "adds a person", add_person, Person, body=NewPerson, status=CREATED),
    get("/people/{name}", "one person", show_person, Person, finds=True),
    does(
        "PATCH /people/{name}",
        "changes a person; risk_rank 4 blocks them",
        change_person,
        Person,
        body=PersonChange,
        finds=True,
    ),
    does(
        "PUT /consent",
        "what a person answered to a scope; granted: null forgets it",
        set_consent,
        dict[str, bool],
        body=Answered,
        finds=True,
    ),
)
