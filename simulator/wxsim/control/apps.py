"""Apps and their switches."""

from __future__ import annotations

from wxsim.control.route import Asked
from wxsim.registration import register_app
from wxsim.world import App
from wxsim.world.switches import SwitchDescription, describe_switches


def list_apps(asked: Asked) -> list[App]:
    """Return every app, oldest first."""
    return asked.world.apps.list()


def show_app(asked: Asked) -> App:
    """Return one app."""
    return asked.world.apps.get(asked.path["appid"])


def add_app(asked: Asked) -> App:
    """Register an app."""
    return register_app(asked.world, asked.body)


def list_switches(_: Asked) -> list[SwitchDescription]:
    """Return every switch with its default, its choices and its evidence."""
    return describe_switches()


def change_switches(asked: Asked) -> App:
    """Set some switches of an app; null goes back to the default.

    Raises:
        InvalidValue, Unknown: as :meth:`World.change_switches` does.
    """
    return asked.world.change_switches(asked.path["appid"], asked.body)
