"""Authorisation without a page, and who sits at the browser."""

from __future__ import annotations

import msgspec

from wxsim.control.route import CREATED, Asked, Route, does, get
from wxsim.world import Person
from wxsim.world.web_codes import WebCode


class NewWebCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who grants what to whom.

    Attributes:
        app: an appid; the first app's when left out.
        person: a name; the visitor's when left out.
        scope: the least that the app can ask for when left out.
        snapshot: as a snapshot user.
    """

    app: str | None = None
    person: str | None = None
    scope: str | None = None
    snapshot: bool = False


class NewVisitor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose WeChat web pages are opened in."""

    person: str


def make_code(asked: Asked) -> WebCode:
    """Do what a person who allows does, without the page."""
    new, world = asked.body, asked.world
    person = world.visitors.get() if new.person is None else world.people.get(new.person)
    return world.web_codes.issue(world.apps.get(new.app), person, new.scope, snapshot=new.snapshot)


def show_visitor(asked: Asked) -> Person:
    """Return whose WeChat web pages are opened in."""
    return asked.world.visitors.get()


def set_visitor(asked: Asked) -> Person:
    """Open them in somebody else's."""
    return asked.world.visitors.set(asked.body.person)


ROUTES: tuple[Route, ...] = (
    does(
        "POST /oauth/codes",
        "a web page's code, without the page",
        make_code,
        WebCode,
        body=NewWebCode,
        status=CREATED,
        finds=True,
    ),
    get("/oauth/visitor", "whose WeChat pages are opened in", show_visitor, Person),
    does(
        "PUT /oauth/visitor",
        "opens pages in somebody else's WeChat",
        set_visitor,
        Person,
        body=NewVisitor,
        finds=True,
    ),
)
