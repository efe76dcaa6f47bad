"""What the Server API was asked and what it answered."""

from __future__ import annotations

import itertools
from collections import deque
from threading import Lock
from typing import Any

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

    def write(self, *, query: str, body: str, **others: Any) -> None:
        """Add an :class:`Exchange` and number it, cutting what is too long to be kept."""
        with self._lock:
            number = self._last = next(self._numbers)
            self._exchanges.append(
                Exchange(number=number, query=_cut(query), body=_cut(body), **others)
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


def answer_in_words(body: bytes, headers: list[tuple[str, str]]) -> str:
    """Return an answer's body as text, or how long it is where it is none."""
    content_type = next((value for name, value in headers if name == "Content-Type"), "")
    return _counted(body, content_type) if is_binary(content_type) else body.decode()


def is_binary(content_type: str) -> bool:
    """Tell whether a type is that of a file."""
    return content_type.startswith(_BINARY)


_BINARY = ("image/", "audio/", "video/", "application/octet-stream")


def _counted(body: bytes, content_type: str) -> str:
    return f"<{len(body)} bytes of {content_type.partition(';')[0]}>"


def _cut(text: str) -> str:
    return text if len(text) <= _KEPT_CHARACTERS else text[:_KEPT_CHARACTERS] + "…"
