"""What the ledger remembers of one thing that happened."""

from __future__ import annotations

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened.

    Attributes:
        number: counts from 1 and never repeats within a ledger.
        at: Unix seconds by the world's clock.
        event: a short name such as ``code issued`` or ``refused``.
        story: one plain sentence with the facts.
        rid: the request it happened in, where it was a request.
        errcode: the refusal, where it was one.
        facts: what a later question may look the entry up by, where there is such.
    """

    number: int
    at: float
    event: str
    story: str
    appid: str = ""
    person: str = ""
    rid: str = ""
    errcode: int = 0
    facts: dict[str, str] | None = None
