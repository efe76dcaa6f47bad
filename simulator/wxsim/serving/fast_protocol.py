"""The fast lane of `wxsim serve`: answers before any task, thread or framework is involved."""

from __future__ import annotations

import asyncio
import functools
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wxsim.server_api.answer import Answer, Delivery, Headers
from wxsim.server_api.routes import ROUTES_BY_PATH, longest_body
from wxsim.serving.asgi_app import AsgiApp
from wxsim.serving.delivery import WITHHELD, what_is_left

_PATHS = {path.encode(): path for path in ROUTES_BY_PATH}
_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus
}

# Whoever sends more than this before the body is not sending a request.
_MAX_HEAD_BYTES = 64 << 10


# As often the same as the headers are.
@functools.lru_cache(maxsize=128)
def _head(status: int, headers: Headers) -> bytes:
    """Return everything that precedes the body."""
    lines = [_STATUS_LINES.get(status) or f"HTTP/1.1 {status} Error\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in headers]
    lines.append("\r\n")
    return "".join(lines).encode("latin-1")


class FastProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, which answers the paths of the table as soon as they are read.

    An answer takes less time than handing it to a thread or a task would. What
    may wait goes uvicorn's way: another path, a store that may wait, a request
    that comes while another of its connection is being answered, and one that
    asks whether it may send its body.

    An answer that a fault brings late is the last one on its connection.
    """

    # The path and the query of the request that is being read, if the lane takes it.
    _lane: tuple[str, bytes] | None = None
    _body: bytearray | None = None
    # How much of a head has come that is not complete; -1 outside of one.
    _head_bytes = -1
    _heard_at = 0.0
    _is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Start a connection, and see to it that it ends when it falls silent."""
        super().connection_made(transport)
        app = self.app
        self._api = (
            app.api if isinstance(app, AsgiApp) and not app.api.world.store.may_wait else None
        )
        client_ip, client_port = self.client or ("", "")
        self._client_ip, self._client_port = client_ip, str(client_port)
        self._heard_at = self.loop.time()
        self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._end_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up."""
        self._idle_timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Finish what is being answered, but for what a fault withholds: that has no end."""
        if self.cycle is not None and self.cycle.scope.get(WITHHELD):
            self.transport.close()
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        self._heard_at = self.loop.time()
        super().data_received(data)
        if self._head_bytes >= 0:
            self._head_bytes += len(data)
            if self._head_bytes > _MAX_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("Request head too large.")

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        # All that the lane needs; whatever else uvicorn prepares is prepared when it is needed.
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Decide who answers."""
        self._head_bytes = -1
        path, _, query = self.url.partition(b"?")
        known = _PATHS.get(path)
        if (
            known is None
            or self._api is None
            or self.expect_100_continue
            or (self.cycle is not None and not self.cycle.response_complete)
        ):
            self._lane = None
            url, headers, expects = self.url, self.headers, self.expect_100_continue
            super().on_message_begin()
            self.url, self.expect_100_continue = url, expects
            self.headers.extend(headers)
            super().on_headers_complete()
            return
        self._lane = (known, query)
        self._body = None

    def on_body(self, body: bytes) -> None:
        """Read a part of the body."""
        if self._lane is None:
            super().on_body(body)
        elif self._body is None:
            self._body = bytearray(body)
        elif len(self._body) <= longest_body(self._lane[0]):
            self._body += body

    def on_message_complete(self) -> None:
        """Answer, if it is the lane's."""
        lane = self._lane
        if lane is None:
            super().on_message_complete()
            return
        self._lane = None
        if self._is_over or self._api is None:
            return
        body = b"" if self._body is None else bytes(self._body)
        method = self.parser.get_method().decode("ascii")
        answer = self._api.answer(
            method=method,
            path=lane[0],
            query_string=lane[1],
            body=body if len(body) <= longest_body(lane[0]) else None,
            client_ip=self._client_ip,
            header=self._header,
            content_type=self._value(b"content-type") if body else "",
            client_port=self._client_port,
            user_agent=self._value(b"user-agent"),
        )
        self.server_state.total_requests += 1
        if answer.delivery is None:
            self._write(answer, method, stays_open=self.parser.should_keep_alive())
        else:
            self._deliver(answer, answer.delivery, method)

    def _header(self, name: str) -> str:
        return self._value(name.lower().encode("latin-1"))

    def _value(self, wanted: bytes) -> str:
        for name, value in self.headers:
            if name == wanted:
                return value.decode("latin-1")
        return ""

    def _write(self, answer: Answer, method: str, *, stays_open: bool) -> None:
        headers = answer.headers if stays_open else (*answer.headers, ("Connection", "close"))
        head = _head(answer.status, headers)
        # One write, so that it leaves in one packet.
        self.transport.write(head if method == "HEAD" else head + answer.body)
        if not stays_open:
            self.transport.close()

    def _deliver(self, answer: Answer, delivery: Delivery, method: str) -> None:
        self._is_over = True
        if delivery.how == "drop":
            self.transport.close()
        elif delivery.how == "truncate":
            self._write(what_is_left(answer, delivery), method, stays_open=False)
        elif delivery.how == "whole":
            self.loop.call_later(delivery.delay, self._write_late, answer, method)
        # And "hang" does nothing until the client goes.

    def _end_if_silent(self) -> None:
        # One timer for many requests: most of them need none of their own.
        is_busy = self._is_over or (self.cycle is not None and not self.cycle.response_complete)
        silent = 0.0 if is_busy else self.loop.time() - self._heard_at
        if silent >= self.timeout_keep_alive:
            self.transport.close()
            return
        self._idle_timer = self.loop.call_later(
            self.timeout_keep_alive - silent, self._end_if_silent
        )

    def _write_late(self, answer: Answer, method: str) -> None:
        if not self.transport.is_closing():
            self._write(answer, method, stays_open=False)
