"""A whole run: a WeChat of its own, the server in front of it, the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import msgspec

from wxsim.app import make_app
from wxsim.check.check import Check
from wxsim.check.running import Result, run_checks
from wxsim.check.server import LoginServer
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay.starting import Started, started
from wxsim.replay.subject import ARTICLE, Subject
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer
from wxsim.world import App

# The reference login server gives WeChat this long: the checks let it hang.
_REFERENCE_TIMEOUT = 1.0


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a run is made with.

    Attributes:
        subject: the server under test; None is the reference login server.
        seed: of the WeChat behind it.
        appid: the app the server is configured for; None is the first.
        port: where that WeChat listens; 0 is any free port.
        patience: seconds after which an answer counts as none.
    """

    subject: Subject | None = None
    seed: str = "1"
    appid: str | None = None
    port: int = 0
    patience: float = 5.0


class Session:
    """A server under test with its WeChat, ready for checks.

    Attributes:
        wechat: the address of the WeChat behind the server.
        base_url: the address of the server.
        secrets: what must not be shown in a report.
    """

    def __init__(
        self,
        api: ServerApi,
        app: App,
        server: LoginServer,
        *,
        wechat: str,
        process: Started | None,
    ) -> None:
        self.wechat = wechat
        self.base_url = server.subject.base_url
        self._world = api.world
        self._journal = api.journal
        self._app = app
        self._server = server
        self._process = process

    def run(
        self, checks: Iterable[Check], begin: Callable[[Check], object] = lambda _: None
    ) -> Iterator[Result]:
        """Run checks; see :func:`run_checks`.

        Raises:
            Unreachable: the server's process has ended.
        """
        results = run_checks(
            checks,
            world=self._world,
            journal=self._journal,
            app=self._app,
            server=self._server,
            begin=begin,
        )
        for result in results:
            if self._process is not None:
                self._process.require_alive()
            yield result

    @property
    def secrets(self) -> list[str]:
        """The AppSecret, and every session_key and access_token there ever was."""
        tokens = [token.value for token in self._world.tokens.remembered(self._app)]
        people = self._world.people.list()
        users = [self._world.users.of(self._app, person) for person in people]
        keys = [key.value for user in users for key in self._world.sessions.generations(user)]
        return [self._app.secret, *tokens, *keys]


@contextmanager
def open_session(setting: Setting) -> Iterator[Session]:
    """Start what a run needs, and stop it afterwards.

    Raises:
        Unreachable: the server cannot be started or does not answer.
        PortTaken: the port asked for is not free.
        Unknown: there is no such app.
    """
    world = demo_world(setting.seed)
    app = world.apps.get(setting.appid)
    api = ServerApi(world, Journal())
    with ExitStack() as stack:
        wechat = stack.enter_context(LocalServer(make_app(api), port=setting.port))
        subject = setting.subject
        if subject is None:
            config = LoginServerConfig(
                appid=app.appid,
                secret=app.secret,
                wechat_base_url=wechat.url,
                database=":memory:",
                wechat_timeout=_REFERENCE_TIMEOUT,
            )
            reference = [create_login_server(config) for _ in range(2)]
            first, second = (stack.enter_context(LocalServer(one)) for one in reference)
            subject = msgspec.structs.replace(ARTICLE, base_url=first.url, workers=[second.url])
        variables = {"wechat": wechat.url, "appid": app.appid, "secret": app.secret}
        subject, process = stack.enter_context(started(subject, variables))
        server = LoginServer(subject, setting.patience)
        server.require_listening()
        yield Session(api, app, server, wechat=wechat.url, process=process)
