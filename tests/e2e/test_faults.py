"""Each fault as a server meets it: over a socket, in every way the simulator is served."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import requests
import uvicorn

from wxsim.app import create_app, three_doors
from wxsim.demo import demo_world
from wxsim.server_api import Journal, ServerApi
from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.serving import uvicorn_server
from wxsim.serving.asgi_app import AsgiApp
from wxsim.serving.local_server import LocalServer
from wxsim.serving.uvicorn_server import uvicorn_config
from wxsim.serving.wsgi_threads import WsgiThreads
from wxsim.world import Fault, World

APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef" * 2
OTHER = "wxfedcba9876543210"


class Login:
    """A login server's side of WeChat, and the phones behind it."""

    def __init__(self, url: str, world: World) -> None:
        self.url = url
        self.world = world

    def code(self, person: str = "alice", appid: str = APPID) -> str:
        app = self.world.apps.get(appid)
        return self.world.codes.issue(app, self.world.people.get(person)).code

    def exchange(self, code: str, appid: str = APPID, timeout: float = 5) -> requests.Response:
        secret = self.world.apps.get(appid).secret
        query = {"appid": appid, "secret": secret, "js_code": code}
        return requests.get(
            f"{self.url}/sns/jscode2session",
            {**query, "grant_type": "authorization_code"},
            timeout=timeout,
        )

    def is_spent(self, code: str) -> bool:
        found = self.world.codes.find(code)
        assert found is not None
        return found.spent_at is not None


@contextmanager
def in_process(**options: Any) -> Iterator[Login]:
    world = demo_world()
    with LocalServer(create_app(world, **options)) as server:
        yield Login(server.url, world)


@contextmanager
def on_uvicorn(*, fast_lane: bool) -> Iterator[Login]:
    """Serve as `wxsim serve` does, in a thread, so that the world is at hand."""
    world = demo_world()
    api = ServerApi(world, Journal())
    with ThreadPoolExecutor(64) as executor, socket.create_server(("127.0.0.1", 0)) as listener:
        flask = WsgiThreads(three_doors(api), executor, max_body_bytes=MAX_BODY_BYTES)
        app = AsgiApp(flask, api, executor) if fast_lane else flask
        server = uvicorn.Server(uvicorn_config(app))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Login(f"http://127.0.0.1:{listener.getsockname()[1]}", world)
        finally:
            server.should_exit = True
            thread.join()


SERVED: dict[str, Callable[[], AbstractContextManager[Login]]] = {
    "fast lane on waitress": lambda: in_process(fast_lane=True),
    "flask on waitress": lambda: in_process(fast_lane=False),
    "fast lane on uvicorn": lambda: on_uvicorn(fast_lane=True),
    "flask on uvicorn": lambda: on_uvicorn(fast_lane=False),
}


@pytest.fixture(params=SERVED)
def login(request: pytest.FixtureRequest) -> Iterator[Login]:
    with SERVED[request.param]() as login:
        yield login


def why(login: Login) -> str:
    journal = requests.get(f"{login.url}/_wxsim/journal", timeout=5).json()
    return str(journal[-1]["fault"])


def test_an_errcode_is_answered_and_the_code_is_not_spent(login: Login) -> None:
    login.world.faults.add(Fault(errcode=45011))
    code = login.code()

    assert login.exchange(code).json()["errcode"] == 45011
    assert why(login) == "fault 1: errcode 45011"
    assert "openid" in login.exchange(code).json()


def test_an_error_page_stands_in_for_wechat_and_the_code_is_not_spent(login: Login) -> None:
    login.world.faults.add(Fault(kind="http", http=502))
    code = login.code()
    response = login.exchange(code)

    assert response.status_code == 502
    assert response.headers["Content-Type"] == "text/html"
    assert "502 Bad Gateway" in response.text
    assert why(login) == "fault 1: http 502"
    assert not login.is_spent(code)


def test_a_delayed_answer_comes_late_and_holds_up_nobody(login: Login) -> None:
    login.world.faults.add(Fault(kind="delay", delay=1.0, appid=APPID))
    took: list[float] = []

    def ask() -> None:
        begun = time.monotonic()
        assert "openid" in login.exchange(login.code()).json()
        took.append(time.monotonic() - begun)

    slow = threading.Thread(target=ask)
    slow.start()
    time.sleep(0.2)
    begun = time.monotonic()
    assert "openid" in login.exchange(login.code()).json()
    assert time.monotonic() - begun < 0.7
    slow.join()
    assert took[0] >= 1.0


def test_a_hanging_request_gets_nothing_and_holds_up_nobody(login: Login) -> None:
    login.world.faults.add(Fault(kind="hang", times=30))
    code = login.code()

    def ask() -> None:
        with pytest.raises(requests.ReadTimeout):
            login.exchange(code, timeout=1)

    hanging = [threading.Thread(target=ask) for _ in range(30)]
    for thread in hanging:
        thread.start()
    for thread in hanging:
        thread.join()
    assert not login.is_spent(code)
    assert "openid" in login.exchange(code).json()


def test_a_dropped_request_is_not_carried_out(login: Login) -> None:
    login.world.faults.add(Fault(kind="drop"))
    code = login.code()

    with pytest.raises(requests.ConnectionError):
        login.exchange(code)
    assert not login.is_spent(code)


def test_a_lost_answer_has_spent_the_code(login: Login) -> None:
    login.world.faults.add(Fault(kind="lost-answer"))
    code = login.code()

    with pytest.raises(requests.ConnectionError):
        login.exchange(code)
    assert login.is_spent(code)
    assert why(login) == "fault 1: lost-answer"
    assert login.exchange(code).json()["errcode"] == 40163


def test_a_truncated_answer_breaks_off_in_the_middle(login: Login) -> None:
    login.world.faults.add(Fault(kind="truncate"))
    code = login.code()

    # A connection that is cut in the middle of a body: requests has two names for it.
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        login.exchange(code)
    assert login.is_spent(code)


def test_garbage_comes_with_200_and_is_no_json(login: Login) -> None:
    login.world.faults.add(Fault(kind="garbage"))
    code = login.code()
    response = login.exchange(code)

    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.text)
    assert login.is_spent(code)


FAULTS: dict[str, Callable[[], Fault]] = {
    "a path of its own": lambda: Fault(errcode=-1, path="/cgi-bin/*"),
    "an app of its own": lambda: Fault(errcode=-1, appid=OTHER),
    "a person of its own": lambda: Fault(errcode=-1, person="bob"),
    "an hour that is over": lambda: Fault(errcode=-1, until=1.0, times=None),
}


@pytest.mark.parametrize("of", FAULTS)
def test_a_fault_strikes_only_its_own(login: Login, of: str) -> None:
    login.world.faults.add(FAULTS[of]())

    assert "openid" in login.exchange(login.code()).json()


def test_a_fault_of_an_app_and_a_person_strikes_them(login: Login) -> None:
    login.world.faults.add(Fault(errcode=-1, appid=OTHER, person="bob", path="/sns/*"))

    assert "openid" in login.exchange(login.code("alice", OTHER), OTHER).json()
    assert login.exchange(login.code("bob", OTHER), OTHER).json()["errcode"] == -1


def test_a_fault_strikes_as_often_as_it_says_whoever_asks_at_once(login: Login) -> None:
    login.world.faults.add(Fault(errcode=-1, times=10))
    codes = [login.code() for _ in range(40)]
    errcodes: list[int] = []

    def ask(mine: list[str]) -> None:
        errcodes.extend(login.exchange(code).json().get("errcode", 0) for code in mine)

    threads = [threading.Thread(target=ask, args=(codes[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(errcodes) == [-1] * 10 + [0] * 30
    assert login.world.faults.list() == []


def test_a_rate_strikes_some_and_the_same_ones_every_time() -> None:
    runs = []
    for _ in range(2):
        with in_process() as login:
            login.world.faults.add(Fault(errcode=-1, times=None, rate=0.3))
            runs.append([login.exchange("x").json()["errcode"] for _ in range(60)])
    assert runs[0] == runs[1]
    assert 8 <= runs[0].count(-1) <= 30


@pytest.mark.parametrize("fast_lane", [True, False])
def test_a_server_that_stops_waits_for_no_fault(fast_lane: bool) -> None:
    with in_process(fast_lane=fast_lane) as login:
        login.world.faults.add(Fault(kind="hang"))
        login.world.faults.add(Fault(kind="delay", delay=60.0))
        code = login.code()

        def ask() -> None:
            with pytest.raises(requests.ConnectionError):
                login.exchange(code, timeout=20)

        waiting = [threading.Thread(target=ask) for _ in range(2)]
        for thread in waiting:
            thread.start()
        while login.world.faults.list():
            time.sleep(0.05)
        begun = time.monotonic()
    assert time.monotonic() - begun < 2
    for thread in waiting:
        thread.join()


def test_who_does_not_wait_for_a_late_answer_leaves_no_thread_behind() -> None:
    with in_process() as login:
        login.world.faults.add(Fault(kind="delay", delay=60.0, times=64))
        with ThreadPoolExecutor(64) as pool:
            asked = [pool.submit(login.exchange, "x", timeout=0.5) for _ in range(64)]
        assert all(isinstance(one.exception(), requests.Timeout) for one in asked)
        assert "openid" in login.exchange(login.code()).json()


def test_a_connection_that_is_in_use_does_not_count_as_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uvicorn_server, "_IDLE_SECONDS", 1)
    with on_uvicorn(fast_lane=True) as login:
        connection = http.client.HTTPConnection(login.url.removeprefix("http://"), timeout=5)
        connection.connect()
        began = connection.sock
        for _ in range(5):
            time.sleep(0.5)
            connection.request("GET", "/_wxsim/clock")
            connection.getresponse().read()
        assert connection.sock is began
        connection.close()
