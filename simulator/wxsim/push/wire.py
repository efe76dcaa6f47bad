"""Asking an app's server over HTTP, for five seconds at most."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import requests

# As much of an answer as anybody looks at.
_MOST_BYTES = 64 << 10


@dataclass(frozen=True)
class Heard:
    """What a server said.

    Attributes:
        status: of HTTP; 0 where no answer came.
        ms: until the end of the answer, or until it was given up.
        body: text; bytes that are not UTF-8 are shown as �.
        silence: ``timeout`` or ``unreachable`` where no answer came.
        problem: why not, in plain words.
    """

    status: int
    ms: int
    body: str = ""
    silence: Literal["", "timeout", "unreachable"] = ""
    problem: str = ""


def ask(
    method: str,
    url: str,
    query: Mapping[str, str],
    *,
    body: str = "",
    content_type: str = "",
    seconds: float,
) -> Heard:
    """Send one request and wait for the whole answer.

    Redirects are not followed (assumed), and no proxy is asked: the server is
    one under development.

    Args:
        method: of HTTP.
        url: where to; a query that it has is kept.
        query: is added to it.
        body: what is sent.
        content_type: of the body, where there is one.
        seconds: after which the connection is closed.
    """
    began = time.monotonic()

    def ms() -> int:
        return round((time.monotonic() - began) * 1000)

    headers = {"Content-Type": content_type} if content_type else {}
    with requests.Session() as session:
        session.trust_env = False
        try:
            response = session.request(
                method,
                url,
                params=dict(query),
                data=body.encode() or None,
                headers=headers,
                timeout=seconds,
                allow_redirects=False,
                stream=True,
            )
            with response:
                received = _read(response, began + seconds)
        except requests.Timeout:
            return Heard(
                0, ms(), silence="timeout", problem=f"no answer within {seconds:g} seconds"
            )
        except (requests.RequestException, ValueError) as error:
            return Heard(0, ms(), silence="unreachable", problem=_reason(error))
    return Heard(response.status_code, ms(), received.decode(errors="replace"))


def _read(response: requests.Response, deadline: float) -> bytes:
    """Return the beginning of an answer's body.

    Raises:
        Timeout: it is not there by the deadline.
    """
    received = bytearray()
    # Byte by byte, for a server may dribble: a larger piece is waited for until it is full.
    for piece in response.iter_content(1):
        received += piece
        if time.monotonic() > deadline:
            raise requests.Timeout
        if len(received) > _MOST_BYTES:
            break
    return bytes(received[:_MOST_BYTES])


def _reason(error: Exception) -> str:
    """Return the innermost reason, which is the one that says something."""
    inner: BaseException = error
    while (cause := inner.__cause__ or inner.__context__) is not None:
        inner = cause
    return f"{type(inner).__name__}: {inner}"
