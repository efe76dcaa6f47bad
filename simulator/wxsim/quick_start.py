"""The simulator for a server that should answer as soon as it is started."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Thread
from typing import TYPE_CHECKING

from wxsim.opening import open_world
from wxsim.server_api import Journal, ServerApi
from wxsim.server_api.routes import LONGEST_BODY
from wxsim.serving.asgi_app import AsgiApp
from wxsim.serving.wsgi_threads import WsgiThreads
from wxsim.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from wxsim.serving.asgi import Application

# They come and go with the load; so many requests can be slow at a time before
# one holds up another.
_THREADS = 512


def build_app(
    settings: Settings,
    *,
    fast_lane: bool = True,
    control_token: str | None = None,
    workers: int = 1,
) -> Application:
    """Open a world and return the simulator of it, for :func:`wxsim.serving.uvicorn_server.serve`.

    The fast lane needs no Flask, whose import takes longer than all the rest:
    it answers at once, while the other doors are hung behind it.

    Args:
        settings: what the world is made of.
        fast_lane: as for :func:`wxsim.app.create_app`.
        control_token: likewise.
        workers: how many processes serve it, this one among them.

    Raises:
        InvalidValue, StoreError: as :func:`open_world` does.
    """
    api = ServerApi(open_world(settings), Journal(whole=workers == 1))

    def send_pushes() -> None:
        from wxsim.push.sender import Sender  # noqa: PLC0415  # an import that nobody waits for

        Sender(api.world).start()

    Thread(target=send_pushes, name="begin to send pushes", daemon=True).start()

    def doors() -> WSGIApplication:
        from wxsim.app import three_doors  # noqa: PLC0415  # see above

        return three_doors(api, control_token)

    executor = ThreadPoolExecutor(_THREADS)
    flask = WsgiThreads(
        _Later(doors) if fast_lane else doors(), executor, max_body_bytes=LONGEST_BODY
    )
    return AsgiApp(flask, api, executor) if fast_lane else flask


class _Later:
    """A WSGI application that is made in the background; who comes early waits for it."""

    def __init__(self, make: Callable[[], WSGIApplication]) -> None:
        self._make = make
        self._app: WSGIApplication | None = None
        self._lock = Lock()
        Thread(target=self._made, name="hang the doors", daemon=True).start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._made()(environ, start_response)

    def _made(self) -> WSGIApplication:
        with self._lock:
            if self._app is None:
                self._app = self._make()
            return self._app
