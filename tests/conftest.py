"""What most tests start from: a world whose time stands still, and ways to reach it."""

from __future__ import annotations

import itertools
import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import needs
from commands import Wxsim
from good_requests import GOOD_REQUESTS
from javascript_runs import Runner
from wxsim import opendata
from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.javascript import EngineMissing, require_engine
from wxsim.replay.platform import Platform
from wxsim.server_api.routes import ROUTES_BY_PATH
from wxsim.serving.local_server import LocalServer
from wxsim.world import App, Clock, Switches, World
from wxsim_cli.group import cli

pytest_plugins = ["watchdog"]

# 2025-11-22 21:00:00 UTC, which is 05:00 of the next day in Beijing.
NOW = 1_763_845_200.0


@dataclass
class Request:
    """A good request, to be spoiled before it is sent.

    Attributes:
        params: the parameters that stand where this path reads them.
        files: what is sent as a form: name, then file name and bytes.
    """

    client: FlaskClient
    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any] | None = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def params(self) -> dict[str, Any]:
        return self.query if self.body is None else self.body

    def change(self, **changes: Any) -> Request:
        """Set parameters, or leave them out where they are None."""
        for name, value in changes.items():
            params = self.query if name == "access_token" else self.params
            if value is None:
                params.pop(name, None)
            else:
                params[name] = value
        return self

    def send(self) -> TestResponse:
        """Send it: as JSON, or as a form where it has files."""
        body: dict[str, Any] = {"json": self.body}
        if self.files:
            # Flask's own client spools larger files to the disk, and leaves them open.
            form = requests.Request("POST", "http://localhost/", files=self.files).prepare()
            body = {"data": form.body, "headers": {"Content-Type": form.headers["Content-Type"]}}
        return self.client.open(self.path, method=self.method, query_string=self.query, **body)


@dataclass
class Backend:
    """A developer's server and its app's phones: asks rightly unless told otherwise."""

    world: World
    client: FlaskClient
    app: App

    def wx(self, api: str, person: str = "alice", **options: Any) -> dict[str, Any]:
        """Make a wx call on somebody's phone."""
        body = {"appid": self.app.appid, "person": person, **options}
        response = self.client.post(f"/_wxsim/device/{api}", json=body)
        assert response.status_code == 200, response.text
        result: dict[str, Any] = response.json
        return result

    def code(self, person: str = "alice") -> str:
        return str(self.wx("login", person)["code"])

    def request(self, path: str, person: str = "alice") -> Request:
        """Prepare a good request of any path of the Server API."""
        good = GOOD_REQUESTS[path](self, person)
        if ROUTES_BY_PATH[path].needs_token:
            good.query = {"access_token": self.token(), **good.query}
        return Request(self.client, good.method, path, good.query, good.body, good.files)

    def send(self, path: str, person: str = "alice", **changes: Any) -> TestResponse:
        return self.request(path, person).change(**changes).send()

    def ask(self, path: str, person: str = "alice", **changes: Any) -> dict[str, Any]:
        """Send a request and read the answer, whatever its content type says."""
        answer: dict[str, Any] = json.loads(self.send(path, person, **changes).data)
        return answer

    def exchange(self, code: str, **changes: Any) -> dict[str, Any]:
        """Exchange a code, without a wx.login besides, and return the answer."""
        query = {"appid": self.app.appid, "secret": self.app.secret, "js_code": code}
        request = Request(self.client, "GET", "/sns/jscode2session", query)
        response = request.change(grant_type="authorization_code").change(**changes).send()
        answer: dict[str, Any] = json.loads(response.data)
        return answer

    def openid(self, person: str = "alice") -> str:
        """Return the openid that somebody has in the app, logged in or not."""
        return self.world.users.of(self.app, self.world.people.get(person)).openid

    def template(self, **changes: Any) -> str:
        """Give the app a template and return its id."""
        described = {"title": "发货通知", "content": "商品:{{thing1.DATA}}", **changes}
        path = f"/_wxsim/apps/{self.app.appid}/templates"
        response = self.client.post(path, json=described)
        assert response.status_code == 201, response.text
        return str(response.json["template_id"])

    def subscribe(
        self, *template_ids: str, person: str = "alice", **options: Any
    ) -> dict[str, Any]:
        """Answer the subscribe dialog on somebody's phone."""
        return self.wx("requestSubscribeMessage", person, tmplIds=[*template_ids], **options)

    def inbox(self, person: str = "alice") -> list[dict[str, Any]]:
        """Return what somebody has received of the app."""
        path = f"/_wxsim/people/{person}/messages?app={self.app.appid}"
        messages: list[dict[str, Any]] = self.client.get(path).json
        return messages

    def outbox(self) -> list[dict[str, Any]]:
        """Return what waits to be pushed to the app's server."""
        path = f"/_wxsim/outbox?app={self.app.appid}"
        return [delivery["event"] for delivery in self.client.get(path).json]

    def login(self, person: str = "alice") -> dict[str, Any]:
        """Log somebody in and return what jscode2session says."""
        return self.exchange(self.code(person))

    def token(self) -> str:
        return str(self.ask("/cgi-bin/token")["access_token"])

    @staticmethod
    def signed(session: dict[str, Any]) -> dict[str, str]:
        """Return the parameters that prove a session."""
        return {
            "openid": session["openid"],
            "signature": opendata.sign_session(session["session_key"]),
            "sig_method": "hmac_sha256",
        }


@pytest.fixture
def now() -> float:
    return NOW


@pytest.fixture
def make_world() -> Callable[..., World]:
    """Build further demo worlds whose time stands still."""

    def make(seed: str = "1") -> World:
        return demo_world(seed, clock=Clock(lambda: NOW))

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def platform(app: Flask) -> Iterator[LocalServer]:
    with LocalServer(app) as server:
        yield server


@pytest.fixture
def backend(world: World, client: FlaskClient) -> Backend:
    """The backend of the first demo app."""
    return Backend(world, client, world.apps.get(None))


@pytest.fixture
def backend_with(world: World, client: FlaskClient) -> Callable[..., Backend]:
    """Build the backend of an app of its own, with the switches given."""

    def make(**switches: Any) -> Backend:
        app = world.apps.add(open_account="demo", switches=Switches(**switches))
        return Backend(world, client, app)

    return make


@pytest.fixture
def backend_of(world: World, client: FlaskClient) -> Callable[[str], Backend]:
    """Build the backend of another app of the demo world."""
    return lambda appid: Backend(world, client, world.apps.get(appid))


@pytest.fixture
def wxsim(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wxsim]:
    """Run a command in this process, against a simulator on a socket."""
    with LocalServer(create_app(demo_world())) as server:
        monkeypatch.setenv("WXSIM_URL", server.url)
        yield lambda *words: CliRunner().invoke(cli, list(words), prog_name="wxsim")


class RedisServer:
    """A real Redis of a test's own on loopback, which writes nothing to disk.

    Attributes:
        port: stays the same when it is started again.
    """

    def __init__(self, program: str, folder: Path, *options: str) -> None:
        self._command = [program, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._command += ["--dir", str(folder), *options]
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self.start()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it answers, with whatever."""
        command = [*self._command, "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while True:
            assert self._process.poll() is None, "redis-server ended: see its words above"
            try:
                with socket.create_connection(("127.0.0.1", self.port), 10) as asking:
                    asking.sendall(b"PING\r\n")
                    assert asking.recv(1) in (b"+", b"-")
                    return
            except ConnectionRefusedError:
                continue

    def kill(self) -> None:
        """End it as kill -9 does; everything in it is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def url(self, **options: str) -> str:
        """Return its address, with these after the question mark."""
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"redis://127.0.0.1:{self.port}/0?{query}"

    def ask(self, *command: str, **credentials: str) -> Any:
        """Send one command past the store."""
        with redis.Redis(port=self.port, decode_responses=True, **credentials) as client:
            return client.execute_command(*command)


def _free_port() -> int:
    # A Redis of a cluster takes the port 10,000 above its own as well.
    while True:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = int(taken.getsockname()[1])
        if port < 55_000:
            return port


@pytest.fixture(scope="session")
def start_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., RedisServer]]:
    """Start Redis servers, given options of theirs; they end with the tests.

    Where there is none the test is skipped; with WXSIM_REQUIRE_ALL set, as CI
    does, it fails.
    """
    program = needs.program("redis-server", "valkey-server")
    with ExitStack() as servers:

        def start(*options: str) -> RedisServer:
            server = RedisServer(program, tmp_path_factory.mktemp("redis"), *options)
            servers.callback(server.kill)
            return server

        yield start


@pytest.fixture(scope="session")
def redis_server(start_redis: Callable[..., RedisServer]) -> RedisServer:
    """A Redis that all tests share, each below a prefix of its own."""
    return start_redis()


_prefixes = itertools.count(1)


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of an empty store."""
    return redis_server.url(prefix=f"test-{next(_prefixes)}")


@pytest.fixture
def run_js(tmp_path: Path, platform: LocalServer) -> Iterator[Runner]:
    """Run JavaScript against the simulator; skipped where no engine is installed."""
    try:
        require_engine()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    with closing(Platform(platform.url)) as control:
        yield Runner(tmp_path, control)
