"""`wxsim serve` over each of its stores, for the scripts beside this one."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STORES = ("memory", "durable", "redis")


@dataclass
class Simulator:
    """A simulator that answers.

    Attributes:
        processes: the ids of its processes, those of the Redis not among them.
        redis: the Redis it keeps its world in, if it does.
    """

    host: str
    port: int
    appid: str
    secret: str
    processes: list[int]
    redis: Redis | None = None


@dataclass
class Redis:
    """A Redis that keeps nothing when it ends."""

    port: int
    process: subprocess.Popen[bytes] = field(repr=False)

    def memory(self) -> int:
        """Return the bytes that its data takes."""
        return int(self._info("memory")["used_memory"])

    def calls(self) -> dict[str, int]:
        """Return how often each command was sent, by a client or within a script."""
        return {
            name.removeprefix("cmdstat_"): int(figures.partition("calls=")[2].partition(",")[0])
            for name, figures in self._info("commandstats").items()
        }

    def _info(self, section: str) -> dict[str, str]:
        with socket.create_connection(("127.0.0.1", self.port)) as asking:
            asking.sendall(f"INFO {section}\r\n".encode())
            with asking.makefile("rb") as reader:
                text = reader.read(int(reader.readline()[1:])).decode()
        return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


@contextmanager
def simulator(store: str, *, workers: int = 1) -> Iterator[Simulator]:
    """Run `wxsim serve` over a new store.

    Args:
        store: one of :data:`STORES`.
        workers: how many processes answer; more than one over Redis alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        if store == "redis":
            with redis_server(Path(folder)) as redis:
                url = f"redis://127.0.0.1:{redis.port}/0"
                with _served("--store", url, "--workers", str(workers)) as served:
                    served.redis = redis
                    yield served
        else:
            place = ["--data", str(Path(folder, "data"))] if store == "durable" else []
            with _served(*place) as served:
                yield served


def read_answer(connection: socket.socket) -> dict[str, Any]:
    """Read one answer of the simulator from a kept connection, and return its JSON."""
    received = b""
    # Every answer that these scripts ask for is one flat object: its brace is the end.
    while not received.rstrip().endswith(b"}"):
        piece = connection.recv(65536)
        if not piece:
            sys.exit(f"the simulator hung up after {received!r}")
        received += piece
    answer: dict[str, Any] = json.loads(received.partition(b"\r\n\r\n")[2])
    return answer


def redis_program() -> str | None:
    """Return the path of what can be a Redis here, or None."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """Run a Redis, or end the program where there is none."""
    program = redis_program()
    if program is None:
        sys.exit("neither redis-server nor valkey-server is installed here")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    command += ["--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    continue
            yield Redis(port, process)
        finally:
            process.kill()


@contextmanager
def _served(*options: str) -> Iterator[Simulator]:
    command = [sys.executable, "-m", "wxsim_cli", "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                sys.exit("wxsim serve did not start: its words stand above")
            facts = json.loads(line)
            place = urlsplit(facts["url"])
            assert place.hostname is not None
            assert place.port is not None
            yield Simulator(
                place.hostname,
                place.port,
                facts["appid"],
                facts["secret"],
                [process.pid, *_children(process.pid)],
            )
        finally:
            process.terminate()


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in children for child in file.read_text("ascii").split()]
