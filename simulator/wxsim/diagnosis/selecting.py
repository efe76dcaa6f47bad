"""Choosing exchanges out of a journal."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from wxsim.server_api.exchange import Exchange


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which exchanges are wanted; what is left out matters not.

    Attributes:
        after: those with a greater number.
        app: those about this appid.
        path: those whose path matches this glob; ``*`` stands for slashes too.
        errcode: those answered so; 0 is a good answer.
        rid: the one with this rid.
        limit: so many of the newest.
    """

    after: int = 0
    app: str | None = None
    path: str = "*"
    errcode: int | None = None
    rid: str | None = None
    limit: int | None = None


def select(exchanges: Iterable[Exchange], wanted: Filter) -> list[Exchange]:
    """Return the exchanges that pass the filter, in their order."""
    chosen = [
        exchange
        for exchange in exchanges
        if exchange.number > wanted.after
        and wanted.app in (None, exchange.appid)
        and fnmatchcase(exchange.path, wanted.path)
        and wanted.errcode in (None, exchange.errcode)
        and wanted.rid in (None, exchange.rid)
    ]
    return chosen if wanted.limit is None else chosen[max(0, len(chosen) - wanted.limit) :]
