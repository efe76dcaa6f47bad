"""What the Server API was asked and what it answered."""

from __future__ import annotations

import itertools
from collections import deque
from threading import Lock
from typing import Any

import msgspec

# What is kept of a long body; the longest good answer is a tenth of it.
_KEPT_CHARACTERS = 4_096


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and its answer.

    Attributes:
        number: counts from 1.
        at: Unix seconds by the world's clock.
        query: the undecoded query string.
        body: what was sent, as text; of a long one the beginning.
        answer: what was answered, as text.
        errcode: 0 for a good answer.
        why: the reason of a refusal, in plain words; WeChat never tells it.
    """

    number: int
    at: float
    rid: str
    method: str
    path: str
    query: str
    body: str
    client_ip: str
    answer: str
    errcode: int = 0
    why: str = ""


class Journal:
    """The latest exchanges, oldest first; older ones are let go.

    Args:
        size: how many are kept.
    """

    def __init__(self, size: int = 1_000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=size)
        self._numbers = itertools.count(1)
        self._lock = Lock()

    def write(self, *, query: str, body: str, **others: Any) -> None:
        """Add an :class:`Exchange` and number it, cutting what is too long to be kept."""
        with self._lock:
            self._exchanges.append(
                Exchange(number=next(self._numbers), query=_cut(query), body=_cut(body), **others)
            )

    def exchanges(self, after: int = 0) -> list[Exchange]:
        """Return the kept exchanges whose number is greater than ``after``, oldest first."""
        with self._lock:
            return [exchange for exchange in self._exchanges if exchange.number > after]


def _cut(text: str) -> str:
    return text if len(text) <= _KEPT_CHARACTERS else text[:_KEPT_CHARACTERS] + "…"
