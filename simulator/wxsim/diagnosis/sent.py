"""What an exchange carried, read from the journal."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.server_api.call import text_of
from wxsim.server_api.exchange import Exchange
from wxsim.server_api.query import query_of


def query_sent(exchange: Exchange) -> dict[str, str]:
    """Return the query parameters by name, read as the Server API reads them."""
    return query_of(exchange.query.encode())


def body_sent(exchange: Exchange) -> dict[str, Any]:
    """Return the body where it was a JSON object, and nothing where it was not."""
    return _object(exchange.body)


def answered(exchange: Exchange) -> dict[str, Any]:
    """Return the answer where it was a JSON object, and nothing where it was not."""
    return _object(exchange.answer)


def code_sent(exchange: Exchange) -> str:
    """Return the code of whatever kind that was sent; empty if none."""
    query = query_sent(exchange)
    return query.get("js_code") or query.get("code") or text_of(body_sent(exchange).get("code"))


def carries(exchange: Exchange, value: str) -> bool:
    """Tell whether some parameter or field of the request has this value."""
    fields = body_sent(exchange).values()
    return value in query_sent(exchange).values() or value in map(text_of, fields)


def _object(text: str) -> dict[str, Any]:
    try:
        decoded = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}
