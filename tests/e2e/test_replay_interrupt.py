"""Ctrl-C in the middle of a replay."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from wxsim.serving.local_server import LocalServer

SECONDS = 10


class SlowServer:
    """A login server that lets every request wait until it is told not to."""

    def __init__(self) -> None:
        self.asked = Event()
        self.release = Event()
        self.app = Flask("slow")
        self.app.post("/Login")(self.login)

    def login(self) -> str:
        self.asked.set()
        self.release.wait(SECONDS)
        return "{}"


@pytest.fixture
def slow() -> SlowServer:
    return SlowServer()


@pytest.fixture
def server(slow: SlowServer) -> Iterator[LocalServer]:
    with LocalServer(slow.app) as server:
        yield server
        slow.release.set()


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_ctrl_c_ends_cleanly_and_leaves_no_process_and_no_listening_port(
    slow: SlowServer, server: LocalServer, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    out = tmp_path / "out"
    with out.open("wb") as stdout:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "wxsim_cli", "replay", "--all"),
                *("--server", server.url, "--port", str(port)),
            ],
            stdout=stdout,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    try:
        assert slow.asked.wait(SECONDS)
        assert is_listening(port)
        began = time.monotonic()

        # A terminal sends it to the whole group, as here.
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
        process.wait()

    assert time.monotonic() - began < 3
    assert process.returncode == 130
    assert b"Traceback" not in complaints
    assert complaints.strip() == b"Interrupted."
    assert out.read_text("utf-8").startswith("blocked-user  WeChat blocks a person of high risk")
    assert not is_listening(port)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
