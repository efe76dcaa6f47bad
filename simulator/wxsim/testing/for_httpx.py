"""How an answer reaches those who call with ``httpx`` or ``httpx2``, which share one interface."""

from __future__ import annotations

import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import anyio

from wxsim.server_api.answer import Answer, Delivery
from wxsim.testing.interception import (
    Interception,
    Late,
    Unreachable,
    delivery_of,
    interception_for,
    reason_of,
)

_Handle = Callable[[Any, Any], Any]
_HandleAsync = Callable[[Any, Any], Awaitable[Any]]


class Httpx:
    """One of the two libraries.

    Args:
        library: the module.

    Attributes:
        patches: whose method is patched, which one, and by what.
    """

    def __init__(self, library: Any) -> None:
        self._library = library
        self.patches = [
            (library.HTTPTransport, "handle_request", self._wrapper),
            (library.AsyncHTTPTransport, "handle_async_request", self._async_wrapper),
        ]

    def _wrapper(self, original: _Handle) -> _Handle:
        @functools.wraps(original)
        def handle_request(transport: Any, request: Any) -> Any:
            interception = self._interception(request)
            if interception is None:
                return original(transport, request)
            request.read()
            answer, delivery = self._answer(interception, request)
            time.sleep(delivery.delay)
            return self._response(answer, self._arriving(request, answer, delivery))

        return handle_request

    def _async_wrapper(self, original: _HandleAsync) -> _HandleAsync:
        @functools.wraps(original)
        async def handle_async_request(transport: Any, request: Any) -> Any:
            interception = self._interception(request)
            if interception is None:
                return await original(transport, request)
            await request.aread()
            answer, delivery = self._answer(interception, request)
            await anyio.sleep(delivery.delay)
            return self._response(answer, _async(self._arriving(request, answer, delivery)))

        return handle_async_request

    def _interception(self, request: Any) -> Interception | None:
        try:
            return interception_for(request.url.host)
        except Unreachable as refusal:
            raise self._library.ConnectError(str(refusal), request=request) from None

    def _answer(self, interception: Interception, request: Any) -> tuple[Answer, Delivery]:
        url = str(request.url)

        def header(name: str) -> str:
            return str(request.headers.get(name, ""))

        answer = interception.answer(request.method, url, header, request.content)
        try:
            timeout = request.extensions.get("timeout", {}).get("read")
            return answer, delivery_of(answer, timeout, url)
        except Late:
            message = "The read operation timed out"
            raise self._library.ReadTimeout(message, request=request) from None

    def _arriving(self, request: Any, answer: Answer, delivery: Delivery) -> Iterator[bytes]:
        """Return what arrives of a body, whose end the library then misses or not.

        Raises:
            RemoteProtocolError: the library's; nothing arrives.
        """
        if delivery.how == "drop":
            raise self._library.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            )
        return self._half(answer.body) if delivery.how == "truncate" else iter([answer.body])

    def _half(self, body: bytes) -> Iterator[bytes]:
        half = body[: len(body) // 2]
        yield half
        raise self._library.RemoteProtocolError(
            "peer closed connection without sending complete message body (received "
            f"{len(half)} bytes, expected {len(body)})"
        )

    def _response(self, answer: Answer, content: Iterator[bytes] | AsyncIterator[bytes]) -> Any:
        return self._library.Response(
            answer.status,
            headers=answer.headers,
            content=content,
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": reason_of(answer).encode()},
        )


async def _async(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
