"""An ASGI application on uvicorn: the server behind ``wxsim serve``.

One worker is this process itself. More are processes of their own that listen
on one socket, and keep in touch with this one through a pipe: a worker says
that it is ready, or why it cannot be; and when this process is gone, even by
kill -9, the pipe ends and so do they.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait as wait_for
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from wxsim.serving.fast_protocol import FastProtocol
from wxsim.serving.sockets import PortTaken, listen

if TYPE_CHECKING:
    from wxsim.serving.asgi import Application

# How long what is being answered may take when the server stops.
_STOP_SECONDS = 5
_IDLE_SECONDS = 75
_WAITING_CLIENTS = 2048


@dataclass(frozen=True)
class Tls:
    """A second port, for HTTPS.

    Attributes:
        port: 0 for any free one.
        context: makes the certificates ready, once in every worker process; it
            can be pickled.
    """

    port: int
    context: Callable[[], ssl.SSLContext]


class CannotStart(Exception):
    """A worker could not make the application; the text says why."""


def serve(
    build: Callable[[], Application],
    *,
    host: str,
    port: int,
    workers: int = 1,
    tls: Tls | None = None,
    ready: Callable[[str, int], object],
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        build: makes the application, once in every worker process. It must be
            picklable; what it raises comes out here as :class:`CannotStart`.
        host: the address to listen on.
        port: 0 for any free one.
        workers: how many processes answer.
        tls: answer HTTPS at another port as well.
        ready: called with the URL and the port for HTTPS (0 without one), in a
            thread, as soon as every worker answers there.

    Raises:
        PortTaken: the address cannot be had.
        CannotStart: a worker could not make the application.
        BaseException: what ``ready`` raises.
    """
    with ExitStack() as listening:
        listener = listening.enter_context(_listening(host, port))
        listeners = [listener]
        if tls is not None:
            listeners.append(listening.enter_context(_listening(host, tls.port)))
        port, tls_port = (listeners[number].getsockname()[1] for number in (0, -1))
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        ended_by: list[BaseException] = []

        def tell() -> None:
            try:
                ready(url, tls_port if tls else 0)
            except BaseException as error:  # noqa: BLE001  # `serve` raises it, once all has stopped
                ended_by.append(error)
                os.kill(os.getpid(), signal.SIGTERM)

        def tell_in_thread() -> None:
            Thread(target=tell, name="ready", daemon=True).start()

        context = None if tls is None else tls.context
        if workers == 1:
            _answer(_built(build), listeners, context, tell_in_thread)
        else:
            _watch(build, listeners, context, workers, tell_in_thread)
    if ended_by:
        raise ended_by[0]


def _listening(host: str, port: int) -> socket.socket:
    listener = listen(host, port)
    try:
        # Taken for good: who comes before the workers are up waits in line.
        listener.listen(_WAITING_CLIENTS)
    except OSError as error:
        listener.close()
        raise PortTaken(error, host, port) from error
    return listener


def _built(build: Callable[[], Application]) -> Application:
    try:
        return build()
    except Exception as error:
        raise CannotStart(str(error) or repr(error)) from error


class _Server(uvicorn.Server):
    """uvicorn, which tells when it answers and ends without a signal of its own."""

    def __init__(
        self,
        config: uvicorn.Config,
        for_https: list[socket.socket],
        context: ssl.SSLContext | None,
        ready: Callable[[], object],
    ) -> None:
        super().__init__(config)
        self._for_https = for_https
        self._context = context
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        loop = asyncio.get_running_loop()
        for listener in self._for_https:
            # uvicorn itself speaks either HTTP or HTTPS at all of its sockets.
            self.servers.append(
                await loop.create_server(
                    self._protocol,
                    sock=listener,
                    ssl=self._context,
                    backlog=self.config.backlog,
                )
            )
        self._ready()

    def _protocol(self) -> asyncio.Protocol:
        return FastProtocol(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # Or uvicorn would raise the signals anew once it has stopped.
        self._captured_signals.clear()


def _answer(
    app: Application,
    listeners: list[socket.socket],
    context: Callable[[], ssl.SSLContext] | None,
    ready: Callable[[], object],
) -> None:
    """Answer until SIGINT or SIGTERM, at the first listener plainly, at the others by HTTPS."""
    plain, *for_https = listeners
    _Server(uvicorn_config(app), for_https, context and context(), ready).run([plain])


def uvicorn_config(app: Application) -> uvicorn.Config:
    """Return how uvicorn serves an application here."""
    return uvicorn.Config(
        app,
        http=FastProtocol,
        # uvloop where it is installed: everywhere but on Windows.
        loop="auto",
        interface="asgi3",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        # WeChat sends no Server header, and dates its answers by the simulator's clock.
        server_header=False,
        date_header=False,
        proxy_headers=False,
        backlog=_WAITING_CLIENTS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


def _watch(
    build: Callable[[], Application],
    listeners: list[socket.socket],
    context: Callable[[], ssl.SSLContext] | None,
    workers: int,
    ready: Callable[[], object],
) -> None:
    """Start the workers, wait for a signal or for one that ends, and stop them all."""
    stop, stopped = Pipe(duplex=False)
    handlers = {
        number: signal.signal(number, lambda *_: stopped.send(None))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    spawn = get_context("spawn")
    pipes = [Pipe() for _ in range(workers)]
    processes = [
        spawn.Process(target=_work, args=(build, listeners, context, theirs), daemon=True)
        for _, theirs in pipes
    ]
    try:
        for process, (_, theirs) in zip(processes, pipes, strict=True):
            process.start()
            theirs.close()
        waiting = [ours for ours, _ in pipes]
        while waiting:
            for heard in wait_for([stop, *waiting]):
                if heard is stop:
                    return
                waiting.remove(heard)  # type: ignore[arg-type]  # one of the pipes
                failure = _heard(heard)  # type: ignore[arg-type]  # one of the pipes
                if failure is not None:
                    raise CannotStart(failure)
        ready()
        ended = wait_for([stop, *(process.sentinel for process in processes)])
        if stop not in ended:
            raise CannotStart("a worker process ended by itself; see what it said above")
    finally:
        for process in processes:
            if process.is_alive():
                process.terminate()
        for process in processes:
            if process.pid is not None:
                process.join(_STOP_SECONDS + 2)
                process.kill()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _heard(pipe: Connection) -> str | None:
    """Return why a worker cannot start, or None if it has."""
    try:
        failure: str | None = pipe.recv()
    except EOFError:
        return "a worker process ended before it was ready"
    return failure


def _work(
    build: Callable[[], Application],
    listeners: list[socket.socket],
    context: Callable[[], ssl.SSLContext] | None,
    main: Connection,
) -> None:
    """Be a worker."""
    # Ctrl-C reaches the whole group; the main process passes on that it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        app = _built(build)
    except CannotStart as error:
        main.send(str(error))
        return
    Thread(target=_end_with, args=(main,), name="watch the main process", daemon=True).start()
    _answer(app, listeners, context, lambda: main.send(None))


def _end_with(main: Connection) -> None:
    """End this process as soon as the main process is gone."""
    try:
        main.recv()
    except (EOFError, OSError):
        os._exit(1)
