"""A WSGI application behind an event loop: ASGI on the outside, threads on the inside."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from wxsim.server_api.answer import Answer, Delivery, Headers
from wxsim.serving.delivery import HANDED_OVER, deliver_on_loop

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    from wxsim.serving.asgi import Receive, Scope, Send

_log = logging.getLogger(__name__)

# What the CGI standard, and so WSGI, calls without the HTTP_ in front.
_UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class WsgiThreads:
    """An ASGI application that asks a WSGI application in a thread.

    A request takes a thread only once it has arrived whole, so clients who are
    slow to send hold up nobody; and an answer that a fault withholds waits on
    the loop, so however many of them hold up nobody either.

    Args:
        app: what answers. Its whole answer is collected before it is sent.
        executor: the threads.
        max_body_bytes: of a longer body, this much and one byte more are passed
            on, by which the application can tell.
    """

    def __init__(self, app: WSGIApplication, executor: Executor, *, max_body_bytes: int) -> None:
        self._app = app
        self._executor = executor
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = await body_of(receive, self._max_body_bytes + 1)
        if body is None:
            return
        deliveries: list[Delivery] = []
        environ = {**_environ(scope, body), HANDED_OVER: deliveries}
        answer = await asyncio.get_running_loop().run_in_executor(
            self._executor, self._ask, environ
        )
        for delivery in deliveries:
            answer = await deliver_on_loop(answer, delivery, scope, receive)
        await send_answer(send, answer.status, answer.headers, answer.body)

    def _ask(self, environ: WSGIEnvironment) -> Answer:
        started: list[tuple[int, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None
        ) -> Callable[[bytes], object]:
            started.append((int(status[:3]), headers))
            return written.append

        try:
            parts: Iterable[bytes] = self._app(environ, start_response)
            try:
                written.extend(parts)
            finally:
                getattr(parts, "close", bool)()
        except Exception:  # noqa: BLE001  # Flask answers its own failures; this is one beyond it
            _log.exception("%s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return Answer((("Content-Length", "0"),), b"", HTTPStatus.INTERNAL_SERVER_ERROR)
        status, headers = started[-1]
        return Answer(tuple(headers), b"".join(written), status)


async def body_of(receive: Receive, limit: int) -> bytes | None:
    """Return a request's body, or its first ``limit`` bytes.

    None where the client went away half-way: nothing may come of such a request.
    """
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False) or len(body) >= limit:
            return bytes(body[:limit])


async def send_answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer whole, its headers spelled as they are given."""
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    host, port = scope["server"] or ("", None)
    client_ip, client_port = scope["client"] or ("", "")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # PEP 3333: bytes, as a text of one character each.
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client_ip,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        key = _UNPREFIXED.get(name) or "HTTP_" + name.upper().replace("-", "_")
        # Of one name there may be several, which a comma joins (RFC 9110, 5.3).
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
