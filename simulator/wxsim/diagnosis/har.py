"""Exchanges as an HTTP Archive, which browsers' developer tools open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec

from wxsim.server_api.exchange import Exchange
from wxsim.server_api.journal import is_binary
from wxsim.times import iso
from wxsim.version import __version__

# What the simulator stands in for: which address the caller wrote is not known.
_HOST = "https://api.weixin.qq.com"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
# Faults after which the caller got no HTTP answer at all.
UNANSWERED = ("hang", "drop", "lost-answer")
# What the journal keeps of a form with files; see body_in_words.
_FILES = re.compile(r"<(?P<size>[0-9]+) bytes of (?P<kind>multipart/[^>]+)>")


def har(exchanges: Iterable[Exchange]) -> dict[str, Any]:
    """Return exchanges as a HAR 1.2 object, to be written as JSON.

    Of a request's headers only those are there that the journal keeps. How
    long an exchange took is not recorded and stands as 0. Where a fault kept
    the answer from the caller, the status is 0 as browsers write it, and the
    comment says so.
    """
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "wxsim", "version": __version__},
            "entries": [_entry(exchange) for exchange in exchanges],
        }
    }


def _entry(exchange: Exchange) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "startedDateTime": iso(exchange.at, digits=3),
        "time": 0,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": " — ".join(filter(None, [exchange.why, exchange.fault])),
    }
    if exchange.client_port:
        entry["connection"] = exchange.client_port
    return entry


def _request(exchange: Exchange) -> dict[str, Any]:
    url = _HOST + quote(exchange.path, safe="/:@!$&'()*+,;=~-._")
    if exchange.query:
        url += "?" + quote(exchange.query, safe="%/:@!$&'()*+,;=~-._?")
    headers = [("User-Agent", exchange.user_agent)] if exchange.user_agent else []
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": _pairs(parse_qsl(exchange.query, keep_blank_values=True, errors="replace")),
        "headersSize": -1,
        "bodySize": len(exchange.body.encode()),
    }
    files = _FILES.fullmatch(exchange.body)
    if files is not None:
        request["bodySize"] = int(files["size"])
        request["postData"] = {
            "mimeType": files["kind"],
            "params": [],
            "text": "",
            "comment": exchange.body,
        }
    elif exchange.body:
        request["postData"] = {
            # Its Content-Type is not kept; WeChat reads JSON whatever it says.
            "mimeType": "application/json" if _is_json(exchange.body) else "text/plain",
            "params": [],
            "text": exchange.body,
        }
    return request


def _response(exchange: Exchange) -> dict[str, Any]:
    unanswered = exchange.fault.endswith(UNANSWERED)
    headers = {name.lower(): value for name, value in exchange.headers}
    kind = headers.get("content-type", "x-unknown")
    content: dict[str, Any] = {"mimeType": kind}
    if is_binary(kind):
        # The bytes of a picture are not kept.
        length = headers.get("content-length", "")
        size = int(length) if length.isdecimal() else -1
        content |= {"size": size, "comment": exchange.answer}
    else:
        size = len(exchange.answer.encode())
        content |= {"size": size, "text": exchange.answer}
    return {
        "status": 0 if unanswered else exchange.status,
        "statusText": "" if unanswered else _PHRASES.get(exchange.status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.headers),
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1 if unanswered else size,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
