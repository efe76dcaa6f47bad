"""An RSGI application on granian: the server behind ``wxsim serve``.

RSGI is granian's own interface, ASGI with less in between.

granian's main process watches over worker processes, which make the
application and answer. The processes keep in touch through one pipe: a worker
says that it is ready, or why it cannot be; and when the main process is gone,
even by kill -9, the pipe ends and so do the workers.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import MPServer

from wxsim.serving.sockets import PortTaken, listen

if TYPE_CHECKING:
    from wxsim.serving.rsgi import Application

# How long a stopping worker may take over the requests it is answering.
_STOP_SECONDS = 5
_HEADER_SECONDS = 10


class CannotStart(Exception):
    """A worker could not make the application; the text says why."""


def serve(
    build: Callable[[], Application],
    *,
    host: str,
    port: int,
    workers: int = 1,
    ready: Callable[[str], object],
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        build: makes the application, once in every worker process. It must be
            picklable; what it raises comes out here as :class:`CannotStart`.
        host: the address to listen on.
        port: 0 for any free one.
        workers: how many processes answer.
        ready: called with the URL as soon as every worker answers there.

    Raises:
        PortTaken: the address cannot be had.
        CannotStart: a worker could not make the application.
        BaseException: what ``ready`` raises.
    """
    address, port = _free(host, port)
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    ours, theirs = Pipe()
    server = MPServer(
        "wxsim",
        address=address,
        port=port,
        interface=Interfaces.RSGI,
        # uvloop where it is installed: everywhere but on Windows.
        loop=Loops.auto,
        workers=workers,
        # One write per answer, and answers leave at once: granian sets
        # TCP_NODELAY itself.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_SECONDS * 1000),
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=_STOP_SECONDS,
    )
    ended_by: list[BaseException] = []

    def watch() -> None:
        try:
            _wait_until_ready(ours, workers, host, port)
            ready(url)
        except BaseException as error:  # noqa: BLE001  # `serve` raises it, once the workers stopped
            ended_by.append(error)
            os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, name="wait for the workers", daemon=True).start()
    try:
        server.serve(target_loader=partial(_start, build, ours, theirs), wrap_loader=False)
    except SystemExit:
        if not ended_by:
            raise
    if ended_by:
        raise ended_by[0]


def _start(build: Callable[[], Application], ours: Connection, theirs: Connection) -> Application:
    """Make the application in a worker, and tell the main process how it went."""
    # This worker's copy of the main process's end would keep the pipe alive.
    ours.close()
    try:
        app = build()
    except Exception as error:
        # Whatever it is, the main process reports it.
        theirs.send(str(error) or repr(error))
        # The main process stops us, and its signals find nothing to wait for.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _end_with(theirs)
        raise AssertionError from error
    theirs.send(None)
    Thread(target=_end_with, args=(theirs,), name="watch the main process", daemon=True).start()
    return app


def _end_with(theirs: Connection) -> None:
    """End this worker as soon as the main process is gone."""
    try:
        theirs.recv()
    except (EOFError, OSError):
        os._exit(1)


def _free(host: str, port: int) -> tuple[str, int]:
    """Return the IP address of a host, and a port of it that nobody listens on.

    granian lets several processes share a port, so it would not notice that
    another simulator is there already.

    Raises:
        PortTaken: ``port`` is taken, or the host is not this machine's.
    """
    listener = listen(host, port)
    try:
        listener.listen()
        return listener.getsockname()[:2]  # type: ignore[no-any-return]  # an IP address and a port
    except OSError as error:
        raise PortTaken(error.errno, f"{host}:{port}: {error.strerror}") from error
    finally:
        listener.close()


def _wait_until_ready(ours: Connection, workers: int, host: str, port: int) -> None:
    """Return when every worker has made its application and one of them accepts.

    Raises:
        CannotStart: a worker could not make it.
    """
    for _ in range(workers):
        failure = ours.recv()
        if failure is not None:
            raise CannotStart(failure)
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except ConnectionRefusedError:
            continue
        return
