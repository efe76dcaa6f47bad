"""How an answer reaches those who call with ``requests``, or with ``urllib3`` below it."""

from __future__ import annotations

import functools
import io
import time
from collections.abc import Callable, Mapping
from http.client import RemoteDisconnected
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ProtocolError
from urllib3.util import parse_url
from urllib3.util.request import body_to_chunks

from wxsim.hosts import is_api
from wxsim.testing.interception import (
    Interception,
    Late,
    Unreachable,
    active,
    delivery_of,
    interception_for,
    reason_of,
)

_UrlOpen = Callable[..., BaseHTTPResponse]
_Send = Callable[..., requests.Response]

# As it is when nobody mocks it.
_SEND: _Send = HTTPAdapter.send


class _Connection(HTTPConnection):
    """A connection without a socket; timeouts, retries and errors above it are urllib3's own.

    Args:
        host: as urllib3 gives it.
        origin: scheme and host of what is asked.
        interception: who answers.
        options: as urllib3 gives them.
    """

    # To urllib3 it is open, so that it hears how long an answer is waited for.
    is_closed = False

    def __init__(
        self, host: str, *args: Any, origin: str, interception: Interception, **options: Any
    ) -> None:
        super().__init__(host, *args, **options)
        self._origin = origin
        self._interception = interception

    def request(  # type: ignore[override]  # as urllib3's own
        self,
        method: str,
        url: str,
        body: Any = None,
        headers: Mapping[str, str | bytes] | None = None,
        *,
        chunked: bool = False,  # noqa: ARG002  # all of the body is there at once
        **reading: Any,
    ) -> None:
        """Take what is sent; ``reading`` says how the answer will be read."""
        chunks = body_to_chunks(body, method, self.blocksize).chunks or ()
        self._method, self._url = method, f"{self._origin}{url}" if url[0] == "/" else url
        self._body = b"".join(map(_bytes, chunks))
        self._headers = {name.lower(): _text(value) for name, value in (headers or {}).items()}
        self._reading = reading

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3's own
        """Answer.

        Raises:
            TimeoutError: the answer would come too late.
            RemoteDisconnected: the connection breaks.
        """
        timeout = self.timeout if isinstance(self.timeout, (int, float)) else None
        answer = self._interception.answer(self._method, self._url, self._header, self._body)
        try:
            delivery = delivery_of(answer, timeout, self._url)
        except Late:
            raise TimeoutError from None
        time.sleep(delivery.delay)
        if delivery.how == "drop":
            raise RemoteDisconnected("Remote end closed connection without response")
        arriving = len(answer.body) // 2 if delivery.how == "truncate" else len(answer.body)
        return HTTPResponse(
            body=io.BytesIO(answer.body[:arriving]),
            headers=dict(answer.headers),
            status=answer.status,
            version=11,
            reason=reason_of(answer),
            request_method=self._method,
            # The body is as long as its header says, or reading it raises.
            **{"enforce_content_length": True, **self._reading},
        )

    def _header(self, name: str) -> str:
        return self._headers.get(name.lower(), "")


class WeChatPool(HTTPConnectionPool):
    """Has connections to the simulator; its name stands in urllib3's errors."""

    ConnectionCls = _Connection


def _answering_urlopen(original: _UrlOpen) -> _UrlOpen:
    @functools.wraps(original)
    def urlopen(
        pool: HTTPConnectionPool, method: str, url: str, *args: Any, **options: Any
    ) -> BaseHTTPResponse:
        # A pool of a plain proxy is asked for whole URLs.
        host = pool.host if url[0] == "/" else parse_url(url).host or ""
        try:
            interception = None if isinstance(pool, WeChatPool) else interception_for(host)
        except Unreachable as refusal:
            raise ProtocolError(str(refusal)) from None
        if interception is None:
            return original(pool, method, url, *args, **options)
        ours = WeChatPool(
            host,
            pool.port,
            timeout=pool.timeout,
            retries=pool.retries,
            headers=pool.headers,
            origin=f"{pool.scheme}://{host}",
            interception=interception,
        )
        return original(ours, method, url, *args, **options)

    return urlopen


def _sending_to_wechat(original: _Send) -> _Send:
    @functools.wraps(original)
    def send(
        adapter: HTTPAdapter,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002  # the signature is requests' own
        timeout: object = None,
        *args: Any,
        **options: Any,
    ) -> requests.Response:
        if active and is_api(parse_url(request.url or "").host or ""):
            # No certificate and no proxy matters to whom no socket is opened.
            return _SEND(adapter, request, stream, timeout, verify=False)
        return original(adapter, request, stream, timeout, *args, **options)

    return send


# Whose method is patched, which one, and by what. The first asks past a mock of
# requests that was there before; the second answers, whoever kept the first
# from before, as `responses` does for what it lets through.
PATCHES: list[tuple[type, str, Callable[[Any], Any]]] = [
    (HTTPAdapter, "send", _sending_to_wechat),
    (HTTPConnectionPool, "urlopen", _answering_urlopen),
]


def _bytes(chunk: str | bytes) -> bytes:
    return chunk.encode() if isinstance(chunk, str) else bytes(chunk)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
