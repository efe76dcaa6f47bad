"""A WSGI application on a real socket, in a thread of this process."""

from __future__ import annotations

from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from wxsim.serving import connections
from wxsim.serving.sockets import PortTaken, listen

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Above what the application itself takes, so that its own refusal is heard.
_MAX_BODY_BYTES = 16 << 20


class LocalServer:
    """Serves from the moment it is made until :meth:`stop`.

    Args:
        app: the application.
        host: the address to listen on.
        port: 0 for any free one.
        threads: how many requests are worked on at a time.

    Raises:
        PortTaken: the address cannot be had.
    """

    def __init__(
        self, app: WSGIApplication, host: str = "127.0.0.1", port: int = 0, threads: int = 64
    ) -> None:
        self._map: dict[int, Any] = {}
        self._stopping = Event()
        listener = listen(host, port)
        try:
            server = create_server(
                app,
                map=self._map,
                sockets=[listener],
                threads=threads,
                # No Server header: api.weixin.qq.com sends none.
                ident=None,
                max_request_body_size=_MAX_BODY_BYTES,
                clear_untrusted_proxy_headers=True,
            )
        except OSError as error:
            listener.close()
            raise PortTaken(error, host, port) from error
        # One socket makes one server; only several make the other kind.
        self._server = cast(BaseWSGIServer, server)
        self.host = host
        self.port: int = listener.getsockname()[1]
        self._thread = Thread(target=self._run, name=f"serve {self.url}", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def stop(self) -> None:
        """Finish what is being answered, close the socket and end the thread.

        What a fault withholds is not waited for.
        """
        if not self._stopping.is_set():
            self._stopping.set()
            self._server.pull_trigger()
            self._thread.join()
            connections.stop_waiting(self.port)
            self._server.task_dispatcher.shutdown()
            # Not in the thread: it may wake up by itself, and would close the
            # trigger under the hand that pulls it.
            wasyncore.close_all(self._map)

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
