"""How WeChat writes its answers, byte for byte."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

import msgspec

from wxsim.server_api.answer import Answer, Headers, Raw
from wxsim.server_api.errors import ERROR_CODES
from wxsim.world import Refused

_encode = msgspec.json.Encoder().encode

# What a text names when a fault says it, of which nothing is known.
_NO_FACTS = {"argument": "data"}


def success(path: str, now: float, answer: dict[str, Any] | Raw) -> Answer:
    """Write a good answer: one line of compact JSON, its keys in the given order, or raw bytes."""
    if isinstance(answer, Raw):
        headers = _headers(answer.content_type, int(now), len(answer.body))
        return Answer(headers + answer.headers, answer.body)
    return _json(path, now, answer)


def refusal(
    path: str,
    now: float,
    rid: str,
    refused: Refused,
    *,
    client_ip: str,
    text: str | None = None,
    hint: str = "",
    besides: Mapping[str, Any] | None = None,
) -> Answer:
    """Write an error.

    Args:
        path: decides the suffix: ``, rid: X`` on ``/sns/``, `` rid: X``
            elsewhere (observed; section 0.1 of the contract has the eras).
        now: Unix seconds, for the Date header.
        rid: the id of the request.
        refused: the errcode.
        client_ip: who called; some texts name the address.
        text: what this path says instead of the table's text.
        hint: set where this path puts `` hint: [Y]`` before the rid.
        besides: what this path answers beside errcode and errmsg.
    """
    row = ERROR_CODES[refused.errcode]
    sns = path.startswith("/sns/")
    if text is None:
        text = row.sns_errmsg if sns and row.sns_errmsg else row.errmsg
    text = text.format_map({"ip": client_ip, **_NO_FACTS, **refused.facts})
    suffix = f", rid: {rid}" if sns else f" hint: [{hint}] rid: {rid}" if hint else f" rid: {rid}"
    answer = {"errcode": refused.errcode, "errmsg": text + suffix, **(besides or {})}
    return _json(path, now, answer)


def error_page(now: float, status: int) -> Answer:
    """Write what a proxy in front of WeChat answers when WeChat does not (assumed: nginx's)."""
    phrase = HTTPStatus(status).phrase if status in _KNOWN_STATUSES else "Error"
    title = f"{status} {phrase}"
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    ).encode()
    return Answer(_headers("text/html", int(now), len(body)), body, status)


def garbage(now: float) -> Answer:
    """Write what stands between a server and WeChat sometimes: a page that asks to sign in."""
    body = b"<!DOCTYPE html><title>Network sign-in</title><p>Please sign in to use this network.\n"
    return Answer(_headers("text/html", int(now), len(body)), body)


_KNOWN_STATUSES = {status.value for status in HTTPStatus}


def _json(path: str, now: float, answer: Mapping[str, Any]) -> Answer:
    body = _encode(answer)
    if path.startswith("/sns/"):
        # Observed: this family alone escapes slashes, and calls its JSON plain text.
        body = body.replace(b"/", b"\\/")
        content_type = "text/plain"
    else:
        # Observed: the parameter really is `encoding`.
        content_type = "application/json; encoding=utf-8"
    return Answer(_headers(content_type, int(now), len(body)), body)


# Most answers of one second are of one length, or of a few.
@functools.lru_cache(maxsize=128)
def _headers(content_type: str, second: int, length: int) -> Headers:
    return (
        ("Content-Type", content_type),
        ("Date", formatdate(second, usegmt=True)),
        ("Content-Length", str(length)),
    )
