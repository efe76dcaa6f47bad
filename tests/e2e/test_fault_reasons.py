"""Every kind of fault from outside: what a server gets, what becomes of its code, and the reason.

Against `wxsim serve` as a process of its own, over HTTP alone.
"""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from wxsim.world.faults import KINDS, UNDONE

APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef" * 2
EXCHANGE = "/sns/jscode2session"
LANES = {"fast lane": (), "flask": ("--no-fast-lane",)}
TIMEOUT = 1.0


class Outside:
    """A simulator as a process, and nothing of it but its address."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.address = json.loads(process.stdout.readline())["url"].removeprefix("http://")

    def request(
        self, method: str, path: str, body: object = None, timeout: float = 10
    ) -> tuple[int, bytes]:
        """Ask over a connection of its own, and return the status and the body."""
        connection = http.client.HTTPConnection(self.address, timeout=timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def control(self, method: str, path: str, body: object = None) -> Any:
        status, answer = self.request(method, f"/_wxsim{path}", body)
        assert status < 300, answer
        return json.loads(answer)

    def code(self) -> str:
        return str(self.control("POST", "/device/login", {})["code"])

    def exchange(self, code: str) -> tuple[int, bytes]:
        query = {"appid": APPID, "secret": SECRET, "js_code": code}
        query["grant_type"] = "authorization_code"
        return self.request("GET", f"{EXCHANGE}?{urlencode(query)}", timeout=TIMEOUT)

    def seen(self, code: str) -> str:
        """Exchange a code, and say what a server sees of the answer."""
        begun = time.monotonic()
        try:
            status, body = self.exchange(code)
        except TimeoutError:
            return "nothing"
        except http.client.RemoteDisconnected:
            return "closed"
        except http.client.IncompleteRead:
            return "half"
        try:
            errcode = json.loads(body).get("errcode", 0)
        except ValueError:
            return f"{status} and no JSON"
        late = "late, " if time.monotonic() - begun > TIMEOUT / 2 else ""
        return f"{late}errcode {errcode}"


@contextmanager
def serve(*options: str) -> Iterator[Outside]:
    command = [sys.executable, "-m", "wxsim_cli", "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Outside(process)
        finally:
            process.terminate()


@pytest.fixture(scope="module", params=LANES)
def outside(request: pytest.FixtureRequest) -> Iterator[Outside]:
    with serve(*LANES[request.param]) as outside:
        yield outside


# Kind: the rest of the fault, what a server sees, and how the fault is called in the records.
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "errcode": ({"errcode": 45011}, "errcode 45011", "errcode 45011"),
    "http": ({"http": 502}, "502 and no JSON", "http 502"),
    "delay": ({"delay": 0.7}, "late, errcode 0", "delay 0.7 s"),
    "hang": ({"hang": True}, "nothing", "hang"),
    "drop": ({"drop": True}, "closed", "drop"),
    "truncate": ({"truncate": True}, "half", "truncate"),
    "garbage": ({"garbage": True}, "200 and no JSON", "garbage"),
    "lost-answer": ({"lost_answer": True}, "closed", "lost-answer"),
}


def test_every_kind_of_fault_is_tried_from_outside() -> None:
    assert set(FAULTS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_shows_its_effect_and_its_reason(outside: Outside, kind: str) -> None:
    told, effect, name = FAULTS[kind]
    code = outside.code()
    number = outside.control("POST", "/faults", {**told, "path": "/sns/*"})["number"]

    assert outside.seen(code) == effect
    assert outside.control("GET", "/faults") == []
    exchange = outside.control("GET", "/journal?limit=1")[0]
    assert (exchange["path"], exchange["fault"]) == (EXCHANGE, f"fault {number}: {name}")
    story = outside.control("GET", f"/why?about={exchange['rid']}")
    assert story["facts"][-1]["text"].endswith(f"on purpose: fault {number}: {name}")
    assert any("was set on purpose" in line for line in story["advice"])
    # WeChat did it, or it did not.
    assert outside.seen(code) == ("errcode 0" if kind in UNDONE else "errcode 40163")


@pytest.mark.parametrize("path", [EXCHANGE, "/a/path/that/wechat/has/not"])
@pytest.mark.parametrize("told", [{"hang": True}, {"delay": 3}], ids=["hang", "delay"])
def test_fifty_that_get_no_answer_hold_up_nobody(
    outside: Outside, path: str, told: dict[str, Any]
) -> None:
    outside.control("POST", "/faults", {**told, "path": path, "times": 50})

    def ask() -> None:
        with pytest.raises(TimeoutError):
            outside.request("GET", path, timeout=2)

    waiting = [threading.Thread(target=ask) for _ in range(50)]
    for thread in waiting:
        thread.start()
    while outside.control("GET", "/faults"):
        time.sleep(0.05)
    took = []
    for _ in range(20):
        begun = time.monotonic()
        outside.request("GET", path)
        outside.control("GET", "/clock")
        took.append(time.monotonic() - begun)
    assert any(thread.is_alive() for thread in waiting)
    for thread in waiting:
        thread.join()
    assert sorted(took)[10] < 0.1


@pytest.mark.parametrize("told", [{"hang": True}, {"delay": 60}], ids=["hang", "delay"])
@pytest.mark.parametrize("lane", LANES)
def test_who_waits_for_no_answer_does_not_keep_the_simulator_from_ending(
    lane: str, told: dict[str, Any]
) -> None:
    with serve(*LANES[lane]) as outside:
        outside.control("POST", "/faults", told)
        connection = http.client.HTTPConnection(outside.address, timeout=20)
        connection.request("GET", EXCHANGE)
        while outside.control("GET", "/faults"):
            time.sleep(0.05)
        outside.process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            connection.getresponse()
        connection.close()
        assert outside.process.wait(20) == 0
        assert time.monotonic() - begun < 4
        assert outside.process.stderr is not None
        assert outside.process.stderr.read() == "stopped\n"
