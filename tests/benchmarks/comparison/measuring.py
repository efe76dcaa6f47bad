"""One start of one server: every figure once."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from comparison.codes import FreshCodes, MadeUpCodes
from comparison.driving import Driver, Pace
from comparison.installed import Installed
from comparison.processes import ServerProcess
from comparison.servers import Server, Site

CPU_CONNECTIONS = 8
LATENCY_CONNECTIONS = 64
CONNECTIONS = (1, CPU_CONNECTIONS, LATENCY_CONNECTIONS)

_START_SECONDS = 30.0
_PEOPLE = 1_000


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What one start of a server showed.

    Attributes:
        cpu: µs of CPU, user and system, of all its processes, for one request
            under :data:`CPU_CONNECTIONS` connections.
        per_second: requests per second, by the number of connections.
        p50: ms within which half of the answers came, under
            :data:`LATENCY_CONNECTIONS` connections.
        p99: ms within which 99 of 100 came, likewise.
        cold_start: s from the start of its process to its first answer.
        memory: MB that its processes held after all this.
        answered: how many requests were counted, every one of them well answered.
        lost: connections that failed, and answers that took more than 2 s.
    """

    cpu: float
    per_second: Mapping[int, float]
    p50: float
    p99: float
    cold_start: float
    memory: float
    answered: int
    lost: int


class Measuring:
    """Measures servers, one at a time.

    Args:
        installed: where they are.
        seconds: how long each window of load lasts.
    """

    def __init__(self, installed: Installed, seconds: int) -> None:
        self._installed = installed
        self._seconds = seconds
        self._pace = Pace()

    def sample(self, server: Server) -> Sample:
        """Start a server, load it, and end it.

        Raises:
            Missing: it is not installed.
            DidNotStart: it does not come up.
            WrongAnswers: it does not answer as it should.
        """
        with TemporaryDirectory(prefix="wxsim-benchmark-") as directory:
            site = Site(*free_ports(), Path(directory))
            command = server.command(self._installed, site)
            process = ServerProcess(command, _environment(self._installed, site), site.directory)
            try:
                return self._measure(server, site, process)
            finally:
                process.end()

    def _measure(self, server: Server, site: Site, process: ServerProcess) -> Sample:
        cold_start = wait_for_answer(process, site.port)
        if server.prepare is not None:
            server.prepare(f"http://127.0.0.1:{site.port}")
        codes = FreshCodes(site.port, _PEOPLE) if server.spends_codes else MadeUpCodes()
        driver = Driver(
            name=server.name,
            port=site.port,
            process=process,
            codes=codes,
            file=site.directory / "codes.txt",
            seconds=self._seconds,
            pace=self._pace,
        )
        driver.warm_up()
        windows = {connections: driver.window(connections) for connections in CONNECTIONS}
        loads = {connections: load for connections, (load, _) in windows.items()}
        return Sample(
            cpu=windows[CPU_CONNECTIONS][1],
            per_second={connections: load.per_second for connections, load in loads.items()},
            p50=loads[LATENCY_CONNECTIONS].p50,
            p99=loads[LATENCY_CONNECTIONS].p99,
            cold_start=cold_start,
            memory=process.memory() / 1e6,
            answered=sum(load.good for load in loads.values()),
            lost=sum(load.lost for load in loads.values()),
        )


def wait_for_answer(process: ServerProcess, port: int) -> float:
    """Return the seconds from the start of the process to the end of its first answer.

    Raises:
        DidNotStart: there is none.
    """
    while True:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/sns/jscode2session?appid=x")
                connection.getresponse().read()
            except (OSError, HTTPException):
                process.pause(_START_SECONDS)
            else:
                return process.age()


def free_ports() -> tuple[int, int]:
    """Return two ports that nobody listens on now."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _environment(installed: Installed, site: Site) -> dict[str, str]:
    # Some peers write logs and settings to the home directory.
    here = {**os.environ, "HOME": str(site.directory)}
    if installed.node_modules is not None:
        here["NODE_PATH"] = str(installed.node_modules)
    return here
