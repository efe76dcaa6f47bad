"""Where a scenario is played: a WeChat, a login server, an app and a person."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.javascript import EngineMissing, require_engine
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay.platform import ControlRefused, Platform, Unreachable
from wxsim.replay.putting_back import put_back
from wxsim.replay.scenario import Scenario
from wxsim.replay.starting import started
from wxsim.replay.subject import ARTICLE, Subject
from wxsim.serving.local_server import LocalServer

# How long the reference server waits for a WeChat that hangs, in seconds, in
# place of its usual three: a replay is to be looked at, not waited for.
_SHORT_TIMEOUT = 0.4


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
        control_token: what the running simulator wants to hear.
    """

    seed: str | None = None
    platform_url: str | None = None
    server: Subject | None = None
    appid: str | None = None
    port: int = 0
    control_token: str | None = None


@dataclass(frozen=True)
class Stage:
    """Everything a scenario is played with.

    Attributes:
        shared: whether others may use the same WeChat at the same time.
    """

    platform: Platform
    subject: Subject
    seed: str
    appid: str
    secret: str
    person: str
    shared: bool


@contextmanager
def set_stage(scenario: Scenario, casting: Casting) -> Iterator[Stage]:
    """Start what a scenario needs, and stop it afterwards.

    An embedded WeChat is a new one for every scenario. On a running simulator
    a scenario gets a person of its own, and an app of its own unless the
    user's server is already bound to one, so that nothing done there before
    can disturb it. What it does to WeChat is bounded to that app, and an app
    of the user's is put back afterwards as it was.

    Raises:
        CannotPlay: the scenario asks for a call that the mapping does not have.
        Unreachable: a server of the user's does not answer.
        ControlRefused: the simulator did not take the app or the person.
        PortTaken: the port asked for is not free.
    """
    _require_calls(scenario, casting.server or ARTICLE)
    _require_interface(scenario, casting.server or ARTICLE)
    _require_engine(scenario)
    with ExitStack() as stack:
        if casting.platform_url is None:
            server = LocalServer(create_app(demo_world(_seed(casting))), port=casting.port)
            platform = Platform(stack.enter_context(server).url)
        else:
            platform = Platform(casting.platform_url, casting.control_token)
        stack.callback(platform.close)
        seed = platform.seed()
        if casting.platform_url is not None and casting.server is None:
            app = platform.ask("POST", "/apps", {"name": "replay"})
        else:
            app = platform.app(casting.appid)
        if casting.platform_url is None:
            person = platform.person(scenario.person)["name"]
        else:
            person = _guest(platform, scenario.person)
            if casting.server is not None:
                stack.enter_context(put_back(platform, app))
        if scenario.switches is not None:
            switches = msgspec.to_builtins(scenario.switches)
            platform.ask("PATCH", f"/apps/{app['appid']}/switches", switches)
        subject = stack.enter_context(
            _reference_server(scenario, platform, app)
            if casting.server is None
            else _server_of_the_users(casting.server, platform, app)
        )
        stage = Stage(
            platform=platform,
            subject=subject,
            seed=seed,
            appid=app["appid"],
            secret=app["secret"],
            person=person,
            shared=casting.platform_url is not None,
        )
        for scope, granted in scenario.consent.items():
            consent(stage, scope, granted=granted)
        yield stage


@contextmanager
def _reference_server(
    scenario: Scenario, platform: Platform, app: Mapping[str, Any]
) -> Iterator[Subject]:
    waits = scenario.keeps_the_server_waiting
    config = LoginServerConfig(
        appid=app["appid"],
        secret=app["secret"],
        wechat_base_url=platform.url,
        database=":memory:",
        wechat_timeout=_SHORT_TIMEOUT if waits else LoginServerConfig.wechat_timeout,
    )
    with LocalServer(create_login_server(config)) as server:
        yield msgspec.structs.replace(ARTICLE, base_url=server.url)


@contextmanager
def _server_of_the_users(
    server: Subject, platform: Platform, app: Mapping[str, Any]
) -> Iterator[Subject]:
    variables = {"wechat": platform.url, "appid": app["appid"], "secret": app["secret"]}
    with started(server, variables) as (subject, _):
        _require_listening(subject.base_url)
        yield subject


def consent(stage: Stage, scope: str, *, granted: bool) -> None:
    """Let the person of a stage have answered a scope."""
    stage.platform.ask(
        "PUT",
        "/consent",
        {"appid": stage.appid, "person": stage.person, "scope": scope, "granted": granted},
    )


def _guest(platform: Platform, name: str) -> str:
    """Add a person like the named one to a running simulator, and return the name."""
    model = platform.person(name)
    del model["number"]
    number = 1
    while True:
        taken = _names(platform)
        while f"{name}-{(number := number + 1)}" in taken:
            pass
        model["name"] = f"{name}-{number}"
        try:
            return str(platform.ask("POST", "/people", model)["name"])
        except ControlRefused:
            # Unless another replay was faster, the next name is refused as well.
            if model["name"] not in _names(platform):
                raise


def _names(platform: Platform) -> set[str]:
    return {person["name"] for person in platform.ask("GET", "/people")}


def _seed(casting: Casting) -> str:
    if casting.seed is not None:
        return casting.seed
    return "1" if casting.server is None else secrets.token_hex(4)


def _require_calls(scenario: Scenario, subject: Subject) -> None:
    for step in scenario.steps:
        if step.server is not None and step.server not in subject.calls:
            raise CannotPlay(f"the login server's mapping has no call {step.server!r}")


def _require_engine(scenario: Scenario) -> None:
    if any(step.javascript is not None for step in scenario.steps):
        try:
            require_engine()
        except EngineMissing as missing:
            raise CannotPlay(str(missing)) from missing


def _require_interface(scenario: Scenario, subject: Subject) -> None:
    programs = (step.javascript for step in scenario.steps if step.javascript is not None)
    if any(program.interface == "article" for program in programs):
        paths = {name: call.path for name, call in subject.calls.items()}
        if paths != {name: call.path for name, call in ARTICLE.calls.items()}:
            raise CannotPlay(
                "its program calls the paths of the article's server, and the login server's "
                "mapping has others"
            )


def _require_listening(url: str) -> None:
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=5).close()
    except (OSError, UnicodeError) as error:  # a host name may be none
        raise Unreachable(f"no login server answers at {url}; start it first") from error
