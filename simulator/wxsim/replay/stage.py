"""Where a scenario is played: a WeChat, a login server, an app and a person."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay.platform import Platform, Unreachable
from wxsim.replay.scenario import Scenario
from wxsim.replay.subject import ARTICLE, Subject
from wxsim.serving.local_server import LocalServer
from wxsim.world import Switches, World


class CannotPlay(Exception):
    """A scenario asks for something that this stage does not have."""


@dataclass(frozen=True)
class Casting:
    """Who plays WeChat and who plays the login server.

    Attributes:
        seed: of the embedded WeChat; None is ``1``, and with a login server of
            the user's a new one for every scenario, so that people whom it
            remembers from the last one do not come back.
        platform_url: a running simulator; None embeds one.
        server: a login server of the user's own; None embeds the reference one.
        appid: the app the user's server is configured for; None is the first.
        port: where the embedded WeChat listens; 0 is any free port.
    """

    seed: str | None = None
    platform_url: str | None = None
    server: Subject | None = None
    appid: str | None = None
    port: int = 0


@dataclass(frozen=True)
class Stage:
    """Everything a scenario is played with.

    Attributes:
        world: the embedded WeChat's, whose clock can be moved; None where
            WeChat is somebody else's process.
    """

    platform: Platform
    subject: Subject
    seed: str
    appid: str
    secret: str
    person: str
    world: World | None


@contextmanager
def set_stage(scenario: Scenario, casting: Casting) -> Iterator[Stage]:
    """Start what a scenario needs, and stop it afterwards.

    An embedded WeChat is a new one for every scenario. On a running simulator
    a scenario gets a person of its own, and an app of its own unless the
    user's server is already bound to one, so that nothing done there before
    can disturb it.

    Raises:
        CannotPlay: the scenario asks for what this casting cannot give, or
            for a call that the mapping does not have.
        Unreachable: a server of the user's does not answer.
        ControlRefused: the simulator did not take the app or the person.
        PortTaken: the port asked for is not free.
    """
    _require_calls(scenario, casting.server or ARTICLE)
    with ExitStack() as stack:
        world: World | None = None
        if casting.platform_url is None:
            world = demo_world(_seed(casting))
            server = LocalServer(create_app(world), port=casting.port)
            platform = Platform(stack.enter_context(server).url)
        else:
            platform = Platform(casting.platform_url)
        stack.callback(platform.close)
        seed = platform.seed()
        if world is None:
            if scenario.needs_control_of_wechat:
                raise CannotPlay(
                    "it moves WeChat's clock or makes WeChat misbehave, which only the embedded "
                    "WeChat allows; play it without --platform"
                )
            app, person = _guests(platform, scenario, casting)
        else:
            app = platform.app(casting.appid)
            person = platform.person(scenario.person)["name"]
            if scenario.switches is not None:
                world.apps.change_switches(app["appid"], scenario.switches)
        subject = casting.server
        if subject is None:
            config = LoginServerConfig(
                appid=app["appid"],
                secret=app["secret"],
                wechat_base_url=platform.url,
                database=":memory:",
            )
            login_server = stack.enter_context(LocalServer(create_login_server(config)))
            subject = msgspec.structs.replace(ARTICLE, base_url=login_server.url)
        else:
            _require_listening(subject.base_url)
        stage = Stage(
            platform=platform,
            subject=subject,
            seed=seed,
            appid=app["appid"],
            secret=app["secret"],
            person=person,
            world=world,
        )
        for scope, granted in scenario.consent.items():
            consent(stage, scope, granted=granted)
        yield stage


def consent(stage: Stage, scope: str, *, granted: bool) -> None:
    """Let the person of a stage have answered a scope."""
    stage.platform.ask(
        "PUT",
        "/consent",
        {"appid": stage.appid, "person": stage.person, "scope": scope, "granted": granted},
    )


def _guests(platform: Platform, scenario: Scenario, casting: Casting) -> tuple[dict[str, Any], str]:
    """Return an app and a person's name on a running simulator."""
    if casting.server is None:
        switches = msgspec.to_builtins(scenario.switches or Switches())
        app = platform.ask("POST", "/apps", {"name": "replay", "switches": switches})
    else:
        if scenario.switches is not None:
            raise CannotPlay(
                "it needs an app with switches of its own, and your server is bound to another; "
                "play it without --platform"
            )
        app = platform.app(casting.appid)
    model = platform.person(scenario.person)
    taken = {person["name"] for person in platform.ask("GET", "/people")}
    number = 2
    while f"{scenario.person}-{number}" in taken:
        number += 1
    model["name"] = f"{scenario.person}-{number}"
    del model["number"]
    return app, platform.ask("POST", "/people", model)["name"]


def _seed(casting: Casting) -> str:
    if casting.seed is not None:
        return casting.seed
    return "1" if casting.server is None else secrets.token_hex(4)


def _require_calls(scenario: Scenario, subject: Subject) -> None:
    for step in scenario.steps:
        if step.server is not None and step.server not in subject.calls:
            raise CannotPlay(f"the login server's mapping has no call {step.server!r}")


def _require_listening(url: str) -> None:
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=5).close()
    except (OSError, UnicodeError) as error:  # a host name may be none
        raise Unreachable(f"no login server answers at {url}; start it first") from error
