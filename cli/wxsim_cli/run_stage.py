"""What a program of `wxsim run` meets: a simulator, and the login server if one is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.javascript import Surroundings
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay.platform import Platform
from wxsim.serving.local_server import LocalServer
from wxsim_cli.control_token import token_from_environment
from wxsim_cli.platform_option import platform_explained


@dataclass(frozen=True)
class RunStage:
    """Where a program runs.

    Attributes:
        server: the address of the reference login server, or None without one.
    """

    around: Surroundings
    server: str | None


@contextmanager
def run_stage(
    *,
    platform_url: str | None,
    appid: str | None,
    person: str | None,
    with_server: bool,
    port: int,
) -> Iterator[RunStage]:
    """Start what a run needs and stop it afterwards.

    Args:
        platform_url: a running simulator; None starts one.
        appid: which app the program is; None for the first.
        person: whose phone; None for the first person.
        with_server: start the reference login server for that app.
        port: where a simulator that is started listens; 0 is any free port.

    Raises:
        BadInput: the simulator does not know the app or the person, the port is taken, or
            the control token cannot be sent.
        Unreachable: no simulator answers.
    """
    token = None if platform_url is None else token_from_environment()
    with platform_explained(), ExitStack() as stack:
        if platform_url is None:
            url = stack.enter_context(LocalServer(create_app(demo_world()), port=port)).url
        else:
            url = platform_url.rstrip("/")
        platform = Platform(url, token)
        stack.callback(platform.close)
        app = platform.app(appid)
        if person is not None:
            platform.person(person)
        server = None
        if with_server:
            config = LoginServerConfig(
                appid=app["appid"], secret=app["secret"], wechat_base_url=url
            )
            server = stack.enter_context(LocalServer(create_login_server(config))).url
        around = Surroundings(
            url=url,
            control=platform,
            appid=app["appid"],
            person=person,
            control_token=token,
            own=platform_url is None,
        )
        yield RunStage(around, server)
