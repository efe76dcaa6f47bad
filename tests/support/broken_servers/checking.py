"""A run of the checks against a spoiled server."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import msgspec

from broken_servers.reference import Break, Reference
from wxsim.app import make_app
from wxsim.check.check import Check
from wxsim.check.instances import REFERENCE
from wxsim.check.running import Result, run_checks
from wxsim.check.server import LoginServer
from wxsim.check.table import CHECKS
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig
from wxsim.replay.subject import Subject
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer


@dataclass
class Found:
    """What a run found: the ids of the checks that failed, with the reasons."""

    failed: dict[str, str]
    skipped: set[str]


@contextmanager
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def check(spoil: Break) -> Found:
    """Run the checks against the reference server, spoiled.

    A WeChat that hangs is waited for as long as the server waits, so the server of
    that check is impatient. All others have time, however busy the machine is.
    """
    hanging = tuple(one for one in CHECKS if one.id == "trouble.hang")
    others = tuple(one for one in CHECKS if one not in hanging)
    with _quiet():
        results = [
            *_run(spoil, hanging, wechat_timeout=0.8, within=4),
            *_run(spoil, others, wechat_timeout=10, within=20),
        ]
    return Found(
        {one.check.id: one.reason for one in results if one.state == "failed"},
        {one.check.id for one in results if one.state == "skipped"},
    )


def _run(
    spoil: Break, checks: tuple[Check, ...], *, wechat_timeout: float, within: float
) -> list[Result]:
    world = demo_world()
    app = world.apps.get(None)
    api = ServerApi(world, Journal())
    with ExitStack() as stack:
        platform = stack.enter_context(LocalServer(make_app(api)))
        config = LoginServerConfig(
            appid=app.appid,
            secret=app.secret,
            wechat_base_url=platform.url,
            database=":memory:",
            wechat_timeout=wechat_timeout,
        )

        @contextmanager
        def another(env: Mapping[str, str], address: str) -> Iterator[Subject]:
            lifetime = float(env.get("LOGIN_SESSION_LIFETIME", config.session_lifetime))
            changed = dataclasses.replace(
                config, wechat_base_url=address, session_lifetime=lifetime
            )
            with ExitStack() as patches:
                spoiled = Reference(changed, patches)
                spoil(spoiled)
                with LocalServer(spoiled.app) as running:
                    yield msgspec.structs.replace(REFERENCE, base_url=running.url)

        first, second = (stack.enter_context(another({}, platform.url)) for _ in range(2))
        subject = msgspec.structs.replace(first, workers=[second.base_url])
        return list(
            run_checks(
                checks,
                world=world,
                journal=api.journal,
                app=app,
                server=LoginServer(subject, within, platform.url),
                another=another,
            )
        )
