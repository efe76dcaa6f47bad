"""Apps and their switches."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.control.route import CREATED, Asked, Route, does, get
from wxsim.registration import NewApp, register_app
from wxsim.world import App
from wxsim.world.records import AppKind
from wxsim.world.switches import SwitchDescription, describe_switches


class AppChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes about an app; the rest stays.

    Attributes:
        kind: what it is.
        redirect_domains: the hosts its web pages may send people back to.
    """

    kind: AppKind | None = None
    redirect_domains: tuple[str, ...] | None = None


def list_apps(asked: Asked) -> list[App]:
    """Return every app, oldest first."""
    return asked.world.apps.list()


def show_app(asked: Asked) -> App:
    """Return one app."""
    return asked.world.apps.get(asked.path["appid"])


def add_app(asked: Asked) -> App:
    """Register an app."""
    return register_app(asked.world, asked.body)


def change_app(asked: Asked) -> App:
    """Change what an app is and where its pages may send people."""
    new: AppChange = asked.body
    return asked.world.apps.register_as(asked.path["appid"], new.kind, new.redirect_domains)


def list_switches(_: Asked) -> list[SwitchDescription]:
    """Return every switch with its default, its choices and its evidence."""
    return describe_switches()


def change_switches(asked: Asked) -> App:
    """Set some switches of an app; null goes back to the default.

    Raises:
        InvalidValue, Unknown: as :meth:`World.change_switches` does.
    """
    return asked.world.change_switches(asked.path["appid"], asked.body)


ROUTES: tuple[Route, ...] = (
    get("/apps", "every app, oldest first", list_apps, list[App]),
    does(
        "POST /apps",
        "adds an app; every field is optional",
        add_app,
        App,
        body=NewApp,
        status=CREATED,
    ),
    get("/apps/{appid}", "one app", show_app, App, finds=True),
    does(
        "PATCH /apps/{appid}",
        "changes what an app is, and where its pages may send people",
        change_app,
        App,
        body=AppChange,
        finds=True,
    ),
    does(
        "PATCH /apps/{appid}/switches",
        "sets switches of an app; null goes back to the default",
        change_switches,
        App,
        body=dict[str, Any],
        finds=True,
    ),
    get(
        "/switches",
        "every switch: default, choices, evidence",
        list_switches,
        list[SwitchDescription],
        stored=False,
    ),
)
