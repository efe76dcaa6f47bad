"""How an answer reaches those who call with ``requests``."""

from __future__ import annotations

import functools
import io
import time
from collections.abc import Callable
from http.client import RemoteDisconnected
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse, Retry, Timeout, connection_from_url
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError

from wxsim.server_api.answer import Answer
from wxsim.testing.interception import (
    Interception,
    Late,
    Unreachable,
    delivery_of,
    interception_for,
    reason_of,
)

_Send = Callable[..., requests.Response]


def _wrapper(original: _Send) -> _Send:
    @functools.wraps(original)
    def send(
        adapter: HTTPAdapter,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002  # the signature is requests' own
        timeout: object = None,
        *args: Any,
        **options: Any,
    ) -> requests.Response:
        url = request.url or ""
        try:
            interception = interception_for(url)
        except Unreachable as refusal:
            raise requests.ConnectionError(str(refusal), request=request) from None
        if interception is None:
            return original(adapter, request, stream, timeout, *args, **options)
        return _response(adapter, request, interception, _read_timeout(timeout))

    return send


# What is patched: whose, which method, and by what.
SEND = (HTTPAdapter, "send", _wrapper)


def _response(
    adapter: HTTPAdapter,
    request: requests.PreparedRequest,
    interception: Interception,
    timeout: float | None,
) -> requests.Response:
    """Ask as often as the adapter's retries have it, as urllib3 does below a real one."""
    retries = adapter.max_retries
    method, url = request.method or "GET", request.url or ""
    # Once: a file or an iterator has nothing more to give a second time.
    body = _body(request.body)
    while True:
        try:
            raw = _ask(request, body, interception, timeout)
            if not retries.is_retry(method, raw.status, "Retry-After" in raw.headers):
                return adapter.build_response(request, raw)
            retries = retries.increment(method, url, response=raw)
            retries.sleep(raw)
        except MaxRetryError as error:
            if retries.raise_on_status:
                raise requests.exceptions.RetryError(error, request=request) from error
            return adapter.build_response(request, raw)
        except (ProtocolError, ReadTimeoutError) as error:
            retries = _after(error, retries, request)
            retries.sleep()


def _after(
    error: ProtocolError | ReadTimeoutError, retries: Retry, request: requests.PreparedRequest
) -> Retry:
    """Return what retries are left, or raise as requests does."""
    try:
        return retries.increment(request.method, request.url, error=error)
    except ReadTimeoutError:
        raise requests.ReadTimeout(error, request=request) from error
    except (ProtocolError, MaxRetryError) as last:
        raise requests.ConnectionError(last, request=request) from last


def _ask(
    request: requests.PreparedRequest,
    body: bytes,
    interception: Interception,
    timeout: float | None,
) -> HTTPResponse:
    """Ask once.

    Raises:
        ReadTimeoutError: the answer would come too late.
        ProtocolError: the connection breaks.
    """
    url = request.url or ""

    def header(name: str) -> str:
        return _text(request.headers.get(name, ""))

    answer = interception.answer(request.method or "GET", url, header, body)
    try:
        delivery = delivery_of(answer, timeout, url)
    except Late:
        message = f"Read timed out. (read timeout={timeout})"
        raise ReadTimeoutError(connection_from_url(url), url, message) from None
    time.sleep(delivery.delay)
    if delivery.how == "drop":
        gone = RemoteDisconnected("Remote end closed connection without response")
        raise ProtocolError("Connection aborted.", gone) from gone
    half = delivery.how == "truncate"
    return _raw(request, answer, len(answer.body) // 2 if half else len(answer.body))


def _raw(request: requests.PreparedRequest, answer: Answer, arriving: int) -> HTTPResponse:
    return HTTPResponse(
        body=io.BytesIO(answer.body[:arriving]),
        headers=dict(answer.headers),
        status=answer.status,
        version=11,
        reason=reason_of(answer),
        preload_content=False,
        # The body is as long as its header says, or reading it raises.
        enforce_content_length=True,
        request_method=request.method,
    )


def _read_timeout(timeout: object) -> float | None:
    """Return how long a caller waits for an answer, whichever way requests was told."""
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    elif isinstance(timeout, Timeout):
        timeout = timeout.read_timeout
    return float(timeout) if isinstance(timeout, (int, float)) else None


def _body(body: Any) -> bytes:
    """Return what is sent: requests takes texts, bytes, files and iterators."""
    if hasattr(body, "read"):
        body = body.read()
    elif body is not None and not isinstance(body, (str, bytes)):
        body = b"".join(map(bytes, body))
    return body.encode() if isinstance(body, str) else body or b""


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
