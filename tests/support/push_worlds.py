"""Worlds whose app has a server for pushes."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

from push_server import PushServer
from wxsim.world import App, World

NOW = 1_763_845_200.0


def pointed(world: World, server: PushServer) -> App:
    app = world.apps.get(None)
    world.push_settings.change(app, url=server.url)
    return app


def enter_chat(world: World) -> None:
    app, alice = world.apps.get(None), world.people.get("alice")
    world.conversations.enter(app, world.users.of(app, alice), "from here")


Wxsim = Callable[..., Result]
