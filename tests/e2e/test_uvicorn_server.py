"""The server behind ``wxsim serve``: what it withstands and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from wxsim.serving.sockets import PortTaken

# A server of one's own making: a program, because it takes the signals of its process.
PROGRAM = """
import functools, os, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from wxsim.serving.uvicorn_server import CannotStart, serve
from wxsim.serving.wsgi_threads import WsgiThreads

def build(kind):
    if kind == "broken":
        raise ValueError("no app for you")
    spent, released = [], threading.Event()
    def app(environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/spend":
            spent.append(path)
        if path == "/slow":
            os.write(1, b"slow\\n")  # whole, whoever else writes
            time.sleep(1)
        if path == "/held":
            os.write(1, b"held\\n")
            released.wait(10)
        if path == "/release":
            released.set()
        body = environ["wsgi.input"].read() if path == "/echo" else path.encode()
        if path == "/pid":
            body = str(os.getpid()).encode()
        if path == "/spent":
            body = str(len(spent)).encode()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [body]
    return WsgiThreads(app, ThreadPoolExecutor(512), max_body_bytes=1000)

if __name__ == "__main__":
    kind, workers = sys.argv[1], int(sys.argv[2])
    try:
        serve(functools.partial(build, kind), host="127.0.0.1", port=0, workers=workers,
              ready=lambda url, _: print(url, flush=True))
    except CannotStart as error:
        sys.exit(f"cannot start: {error}")
    print("over", flush=True)
"""


@contextlib.contextmanager
def running(program: Path, kind: str = "good", workers: int = 1) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, program, kind, str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, "utf-8")
    return file


@pytest.fixture
def address(program: Path) -> Iterator[tuple[str, int]]:
    with running(program) as process:
        yield address_of(process)


def address_of(process: subprocess.Popen[str]) -> tuple[str, int]:
    assert process.stdout is not None
    url = urlsplit(process.stdout.readline().strip())
    assert url.hostname
    assert url.port
    return url.hostname, url.port


def wait_for_line(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == line


def get(address: tuple[str, int], path: str) -> bytes:
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def is_refused(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


def wait_until_refused(address: tuple[str, int]) -> None:
    deadline = time.monotonic() + 10
    while not is_refused(address):
        assert time.monotonic() < deadline, f"{address} still answers"
        time.sleep(0.05)


def test_a_connection_is_kept_for_the_next_request(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.request("GET", "/one")
    assert connection.getresponse().read() == b"/one"
    kept = connection.sock
    connection.request("GET", "/two")
    assert connection.getresponse().read() == b"/two"
    assert connection.sock is kept
    connection.close()


def test_a_slow_answer_holds_up_nobody(program: Path) -> None:
    with running(program) as process, ThreadPoolExecutor(40) as pool:
        address = address_of(process)
        slow = [pool.submit(get, address, "/held") for _ in range(40)]
        for _ in slow:
            wait_for_line(process, "held")
        assert get(address, "/quick") == b"/quick"
        assert not any(one.done() for one in slow)
        get(address, "/release")
        assert [one.result() for one in slow] == [b"/held"] * 40


def test_clients_who_never_finish_their_request_hold_up_nobody(address: tuple[str, int]) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(100):
            client = stack.enter_context(socket.create_connection(address, timeout=10))
            if number % 2:
                client.sendall(b"GET /half HTTP/1.1\r\nHost: x\r\nX-")
            else:
                client.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhal")
        assert get(address, "/quick") == b"/quick"


def test_a_client_that_goes_away_in_the_middle_of_its_body_has_asked_nothing(
    address: tuple[str, int],
) -> None:
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(b"POST /spend HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhal")
    time.sleep(0.3)
    assert get(address, "/spent") == b"0"
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(b"POST /spend HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nwhole")
        client.recv(1000)
    assert get(address, "/spent") == b"1"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [1, 2])
def test_it_finishes_what_it_is_answering_and_then_stops(
    program: Path, by: int, workers: int
) -> None:
    with running(program, workers=workers) as process:
        address = address_of(process)
        answers: list[bytes] = []
        slow = threading.Thread(target=lambda: answers.append(get(address, "/slow")))
        slow.start()
        wait_for_line(process, "slow")
        process.send_signal(by)
        slow.join()
        out, error = process.communicate(timeout=20)
        assert answers == [b"/slow"]
        assert (process.returncode, out, error) == (0, "over\n", "")
        assert is_refused(address)


def test_the_workers_end_when_the_main_process_is_killed(program: Path) -> None:
    with running(program, workers=2) as process:
        address = address_of(process)
        os.kill(process.pid, signal.SIGKILL)
        wait_until_refused(address)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_application_that_cannot_be_made_is_reported_and_leaves_nothing_behind(
    program: Path, workers: int
) -> None:
    with running(program, "broken", workers) as process:
        out, error = process.communicate(timeout=20)
        assert (process.returncode, out) == (1, "")
        assert error.splitlines()[-1] == "cannot start: no app for you"


def test_a_worker_that_dies_ends_the_server_with_a_word(program: Path) -> None:
    with running(program, workers=2) as process:
        address = address_of(process)
        worker = int(get(address, "/pid"))
        os.kill(worker, signal.SIGKILL)
        _, error = process.communicate(timeout=20)
        assert process.returncode == 1
        assert "cannot start: a worker process ended by itself" in error
        assert is_refused(address)


def test_a_port_on_which_somebody_listens_is_taken() -> None:
    from wxsim.serving.uvicorn_server import serve  # noqa: PLC0415  # only this test serves in-process

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port}"):
            serve(dict, host="127.0.0.1", port=port, ready=print)  # type: ignore[arg-type]  # never called


def test_two_simulators_never_share_a_port() -> None:
    command = [sys.executable, "-m", "wxsim_cli", "serve", "--json", "--port"]
    with subprocess.Popen([*command, "0"], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        url = json.loads(first.stdout.readline())["url"]
        second = subprocess.run(
            [*command, url.rpartition(":")[2]],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        first.terminate()
    assert second.returncode == 2
    assert "is taken" in second.stderr
