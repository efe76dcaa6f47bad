"""A whole run: a WeChat of its own, the server in front of it, the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import msgspec

from wxsim.app import make_app
from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.instances import Another, another_reference, another_started
from wxsim.check.running import Result, run_checks
from wxsim.check.server import LoginServer
from wxsim.demo import demo_world
from wxsim.replay.platform import Unreachable
from wxsim.replay.starting import Started, started
from wxsim.replay.subject import Subject
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer
from wxsim.world import App

# Between a connection that breaks and the end of the process behind it.
_DYING_SECONDS = 0.3


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
        another: Another | None,
    ) -> None:
        self._another = another
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
            Unreachable: the server has ended, or listens no more.
        """
        results = run_checks(
            checks,
            world=self._world,
            journal=self._journal,
            app=self._app,
            server=self._server,
            another=self._another,
            begin=begin,
        )
        for result in results:
            self._require_there(result)
            yield result

    def require_conversation(self) -> None:
        """See that a login is spoken as the server understands it, before it is judged.

        Raises:
            Unreachable: a login gives no session, and the server has not even
                asked WeChat about the code.
        """
        bench = Bench(self._world, self._journal, self._app, self._server)
        answer = bench.send_code(bench.code(bench.person()))
        if self._process is not None:
            self._process.require_alive(_DYING_SECONDS if answer.failure else 0)
        if not answer.session and not bench.asked():
            raise Unreachable(
                f"{answer.request} got {answer.in_short or 'nothing'}: no session, and nobody "
                f"asked WeChat at {self.wechat}.\nDoes calls.login in the subject say how your "
                "server takes a code and where it gives a session, and does the server take "
                "WeChat's address from its settings?"
            )

    def _require_there(self, result: Result) -> None:
        """See that the server did not go away while it was checked."""
        silent = any(answer.failure for answer in result.said)
        if self._process is not None:
            self._process.require_alive(_DYING_SECONDS if silent else 0)
        if silent:
            self._server.require_open()

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
        Unreachable: the server cannot be started, does not answer, or does not
            speak as its subject says.
        PortTaken: the port asked for is not free.
        Unknown: there is no such app.
    """
    world = demo_world(setting.seed)
    app = world.apps.get(setting.appid)
    api = ServerApi(world, Journal())
    with ExitStack() as stack:
        wechat = stack.enter_context(LocalServer(make_app(api), port=setting.port))
        subject, process = setting.subject, None
        if subject is None:
            reference = another_reference(app.appid, app.secret)
            first, second = (stack.enter_context(reference({}, wechat.url)) for _ in range(2))
            subject = msgspec.structs.replace(first, workers=[second.base_url])
            another: Another | None = reference
        else:
            variables = {"wechat": wechat.url, "appid": app.appid, "secret": app.secret}
            another = another_started(subject, variables)
            subject, process = stack.enter_context(started(subject, variables))
        server = LoginServer(subject, setting.patience, wechat.url)
        server.require_listening()
        session = Session(api, app, server, wechat=wechat.url, process=process, another=another)
        session.require_conversation()
        yield session
