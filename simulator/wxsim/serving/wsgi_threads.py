"""A WSGI application behind an event loop: RSGI on the outside, threads on the inside."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    from wxsim.serving.rsgi import Proto, Scope

_log = logging.getLogger(__name__)

# What the CGI standard, and so WSGI, calls without the HTTP_ in front.
_UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class WsgiThreads:
    """An RSGI application that asks a WSGI application in a thread.

    A request takes a thread only once it has arrived whole, so clients who are
    slow to send hold up nobody.

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

    async def __call__(self, scope: Scope, proto: Proto) -> None:
        """Answer one request."""
        body = await read_body(scope, proto, self._max_body_bytes + 1)
        if body is None:
            proto.response_empty(HTTPStatus.BAD_REQUEST, [])
            return
        loop = asyncio.get_running_loop()
        status, headers, answer = await loop.run_in_executor(
            self._executor, self._ask, _environ(scope, body)
        )
        if answer:
            proto.response_bytes(status, headers, answer)
        else:
            proto.response_empty(status, headers)

    def _ask(self, environ: WSGIEnvironment) -> tuple[int, list[tuple[str, str]], bytes]:
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
            return HTTPStatus.INTERNAL_SERVER_ERROR, [("Content-Type", "text/plain")], b""
        return (*started[-1], b"".join(written))


async def read_body(scope: Scope, proto: Proto, limit: int) -> bytes | None:
    """Return a request's body, or its first ``limit`` bytes.

    None where the client went away half-way: nothing may come of such a request.
    """
    length = scope.headers.get("content-length")
    if length == "0" or (length is None and "transfer-encoding" not in scope.headers):
        return b""
    body = bytearray()
    async for part in proto:
        body += part
        if len(body) >= limit:
            return bytes(body[:limit])
    return bytes(body) if length is None or len(body) == int(length) else None


def _environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    host, _, port = scope.server.rpartition(":")
    client_ip, _, client_port = scope.client.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # PEP 3333: bytes, as a text of one character each.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client_ip.strip("[]"),
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = _UNPREFIXED.get(name) or "HTTP_" + name.upper().replace("-", "_")
        # Of one name there may be several, which a comma joins (RFC 9110, 5.3).
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if scope.authority is not None:
        environ["HTTP_HOST"] = scope.authority
    return environ
