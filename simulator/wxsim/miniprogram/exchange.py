"""The record of one wx call, for whoever watches a Mini Program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class HttpExchange:
    """One HTTP request that ``wx.request`` sent, and what came back.

    Attributes:
        method: in capitals, as sent.
        url: the full URL, query included.
        request_headers: as sent; ``Host`` is left to the connection.
        request_body: as text, empty when nothing was sent.
        status: the HTTP status, or None when no answer came.
        response_headers: as received, repeated ones joined with a comma.
        response_body: as text, undecodable bytes replaced.
    """

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: str
    status: int | None
    response_headers: Mapping[str, str]
    response_body: str


@dataclass(frozen=True)
class WxExchange:
    """One wx call whose result is known, recorded before its callbacks run.

    Nothing in it is masked, and all of it is a copy.

    Attributes:
        api: the name that was called, ``setStorageSync`` for the Sync twin.
        options: what was passed, without the callbacks.
        result: the object that ``success`` or ``fail`` gets. For a Sync call
            it is the one that a callback would have got.
        seconds: how long the call took.
        hint: advice that goes with a failure; empty for most.
        http: the HTTP behind a ``wx.request``: one exchange and one more for
            each redirect, empty when it was refused unsent and for every other
            API.
    """

    api: str
    options: Mapping[str, Any]
    result: Mapping[str, Any]
    seconds: float
    hint: str = ""
    http: tuple[HttpExchange, ...] = ()
