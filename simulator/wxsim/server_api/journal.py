"""What the Server API was asked and what it answered."""

from __future__ import annotations

import itertools
from collections import deque
from threading import Lock

from wxsim.server_api.answer import Headers
from wxsim.server_api.exchange import Exchange

# What is kept of a long body; the longest good answer is a tenth of it.
_KEPT_CHARACTERS = 4_096


class Journal:
    """The latest exchanges, oldest first; older ones are let go.

    Args:
        size: how many are kept.
        whole: False where other processes answer beside this one, each with a
            journal of its own.

    Attributes:
        whole: as given.
    """

    def __init__(self, size: int = 1_000, *, whole: bool = True) -> None:
        self.whole = whole
        self._exchanges: deque[Exchange] = deque(maxlen=size)
        self._numbers = itertools.count(1)
        self._last = 0
        self._lock = Lock()

    @property
    def last(self) -> int:
        """The number of the newest exchange; 0 before the first."""
        return self._last

    def write(
        self,
        *,
        at: float,
        rid: str,
        method: str,
        path: str,
        query: str,
        body: str,
        client_ip: str,
        client_port: str = "",
        user_agent: str = "",
        appid: str = "",
        status: int = 200,
        headers: Headers,
        answer: str,
        errcode: int = 0,
        why: str = "",
        fault: str = "",
    ) -> None:
        """Add an :class:`Exchange` and number it, cutting what is too long to be kept."""
        query, body = _cut(query), _cut(body)
        with self._lock:
            number = self._last = next(self._numbers)
            self._exchanges.append(
                Exchange(
                    number=number,
                    at=at,
                    rid=rid,
                    method=method,
                    path=path,
                    query=query,
                    body=body,
                    client_ip=client_ip,
                    client_port=client_port,
                    user_agent=user_agent,
                    appid=appid,
                    status=status,
                    headers=headers,
                    answer=answer,
                    errcode=errcode,
                    why=why,
                    fault=fault,
                )
            )

    def exchanges(self, after: int = 0) -> list[Exchange]:
        """Return the kept exchanges whose number is greater than ``after``, oldest first."""
        with self._lock:
            return [exchange for exchange in self._exchanges if exchange.number > after]

    def find(self, rid: str) -> Exchange | None:
        """Return the exchange of a rid, or None where it is not kept."""
        with self._lock:
            return next((one for one in reversed(self._exchanges) if one.rid == rid), None)

    def clear(self) -> None:
        """Forget everything and count from 1 again."""
        with self._lock:
            self._exchanges.clear()
            self._numbers = itertools.count(1)
            self._last = 0


def body_in_words(body: bytes, content_type: str) -> str:
    """Return a request's body as text, or how long it is where it is a form with files.

    WeChat reads JSON whatever its type says, so the body has to look like a form too.
    """
    if content_type.startswith("multipart/") and body.lstrip(b"\r\n").startswith(b"--"):
        return _counted(body, content_type)
    return body.decode("utf-8", "replace")


def answer_in_words(body: bytes, headers: Headers) -> str:
    """Return an answer's body as text, or how long it is where it is none."""
    for name, value in headers:
        if name == "Content-Type" and is_binary(value):
            return _counted(body, value)
    return body.decode()


def is_binary(content_type: str) -> bool:
    """Tell whether a type is that of a file."""
    return content_type.startswith(_BINARY)


_BINARY = ("image/", "audio/", "video/", "application/octet-stream")


def _counted(body: bytes, content_type: str) -> str:
    return f"<{len(body)} bytes of {content_type.partition(';')[0]}>"


def _cut(text: str) -> str:
    return text if len(text) <= _KEPT_CHARACTERS else text[:_KEPT_CHARACTERS] + "…"
