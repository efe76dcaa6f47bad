"""How WeChat writes its answers, byte for byte."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

import msgspec

from wxsim.server_api.errors import ERROR_CODES
from wxsim.world import Refused

_encode = msgspec.json.Encoder().encode


class Answer(msgspec.Struct, frozen=True):
    """Bytes for the caller. The HTTP status is 200 whatever they say (observed)."""

    headers: list[tuple[str, str]]
    body: bytes
    status: int = 200


def success(path: str, now: float, answer: dict[str, Any]) -> Answer:
    """Write a good answer: one line of compact JSON, its keys in the given order."""
    return _json(path, now, answer)


def refusal(
    path: str,
    now: float,
    rid: str,
    refused: Refused,
    *,
    client_ip: str,
    text: str = "",
    hint: str = "",
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
    """
    row = ERROR_CODES[refused.errcode]
    sns = path.startswith("/sns/")
    text = text or (row.sns_errmsg if sns and row.sns_errmsg else row.errmsg)
    text = text.format(ip=client_ip)
    suffix = f", rid: {rid}" if sns else f" hint: [{hint}] rid: {rid}" if hint else f" rid: {rid}"
    return _json(path, now, {"errcode": refused.errcode, "errmsg": text + suffix})


@functools.lru_cache(maxsize=16)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _json(path: str, now: float, answer: Mapping[str, Any]) -> Answer:
    body = _encode(answer)
    if path.startswith("/sns/"):
        # Observed: this family alone escapes slashes, and calls its JSON plain text.
        body = body.replace(b"/", b"\\/")
        content_type = "text/plain"
    else:
        # Observed: the parameter really is `encoding`.
        content_type = "application/json; encoding=utf-8"
    return Answer(
        headers=[
            ("Content-Type", content_type),
            ("Date", _http_date(int(now))),
            ("Content-Length", str(len(body))),
        ],
        body=body,
    )
