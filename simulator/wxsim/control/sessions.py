"""Sessions and tokens, ended and renewed on purpose."""

from __future__ import annotations

import msgspec

from wxsim.control.parameters import APP, PERSON
from wxsim.control.route import Asked, Route, does, get
from wxsim.world import App, Person
from wxsim.world.records import SessionKey


class OfPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose session, in which app; the first of each when left out."""

    app: str | None = None
    person: str | None = None


class SessionShown(msgspec.Struct, frozen=True, kw_only=True):
    """A person's session in an app.

    Attributes:
        alive: whether its session_key works.
        generation: of the latest session_key; 0 before the first login.
        made_at, expires_at: Unix seconds; null before the first login.
        reason: why the latest session_key was made.
        history: every session_key that is remembered, oldest first.
    """

    appid: str
    person: str
    openid: str
    alive: bool
    generation: int
    made_at: float | None
    expires_at: float | None
    reason: str
    history: list[SessionKey]


class Revoke(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose tokens end: those of ``token`` or of ``stable_token``, or both."""

    app: str | None = None
    space: str | None = None


class TokenNamed(msgspec.Struct, frozen=True, kw_only=True):
    """An access_token without its value."""

    space: str
    number: int


class Revoked(msgspec.Struct, frozen=True, kw_only=True):
    """Which tokens of an app were ended."""

    appid: str
    revoked: list[TokenNamed]


def show_session(asked: Asked) -> SessionShown:
    """Return a person's session, with all its keys."""
    world = asked.world
    app = world.apps.get(asked.query.get("app"))
    return _shown(asked, app, world.people.get(asked.query.get("person")))


def expire_session(asked: Asked) -> SessionShown:
    """End a person's session now.

    Raises:
        InvalidValue: none is alive.
    """
    app, person = _of(asked)
    asked.world.sessions.expire(app, person)
    return _shown(asked, app, person)


def renew_session(asked: Asked) -> SessionShown:
    """Give a person a new session_key."""
    app, person = _of(asked)
    asked.world.sessions.renew(app, person)
    return _shown(asked, app, person)


def revoke_tokens(asked: Asked) -> Revoked:
    """End an app's access_tokens."""
    app = asked.world.apps.get(asked.body.app)
    revoked = asked.world.tokens.revoke(app, asked.body.space)
    named = [TokenNamed(space=token.space, number=token.number) for token in revoked]
    return Revoked(appid=app.appid, revoked=named)


def _of(asked: Asked) -> tuple[App, Person]:
    return asked.world.apps.get(asked.body.app), asked.world.people.get(asked.body.person)


def _shown(asked: Asked, app: App, person: Person) -> SessionShown:
    world = asked.world
    user = world.users.of(app, person)
    key = user.session_key
    return SessionShown(
        appid=app.appid,
        person=person.name,
        openid=user.openid,
        alive=world.sessions.alive(user) is not None,
        generation=0 if key is None else key.generation,
        made_at=None if key is None else key.made_at,
        expires_at=None if key is None else key.expires_at,
        reason="" if key is None else key.reason,
        history=world.sessions.generations(user),
    )


ROUTES: tuple[Route, ...] = (
    get(
        "/sessions",
        "a person's session_keys in an app",
        show_session,
        SessionShown,
        APP,
        PERSON,
        finds=True,
    ),
    does(
        "POST /sessions/expire",
        "ends a person's session",
        expire_session,
        SessionShown,
        body=OfPerson,
        finds=True,
    ),
    does(
        "POST /sessions/renew",
        "gives a person a new session_key",
        renew_session,
        SessionShown,
        body=OfPerson,
        finds=True,
    ),
    does(
        "POST /tokens/revoke",
        "ends an app's access_tokens",
        revoke_tokens,
        Revoked,
        body=Revoke,
        finds=True,
    ),
)
