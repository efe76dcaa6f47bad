"""What faults make of an answer."""

from __future__ import annotations

import msgspec

from wxsim.server_api.answer import Answer, Delivery
from wxsim.server_api.wire import error_page, garbage
from wxsim.world import Fault, Refused

_NOTHING = Answer((("Content-Length", "0"),), b"")


def undone(fault: Fault, now: float) -> Answer:
    """Return the answer to a call that WeChat never came to deal with.

    Args:
        fault: of the kind ``errcode``, ``http``, ``hang`` or ``drop``.
        now: Unix seconds, for the Date header.

    Raises:
        Refused: with the fault's errcode.
    """
    if fault.kind == "errcode":
        raise Refused(fault.errcode, f"{fault.in_words} was set on purpose")
    if fault.kind == "http":
        return error_page(now, fault.http)
    return _NOTHING


def spoiled(fault: Fault, now: float, answer: Answer) -> Answer:
    """Return what becomes of an answer on its way to the caller."""
    if fault.kind == "garbage":
        return garbage(now)
    delivery = {
        "delay": Delivery(delay=fault.delay),
        "hang": Delivery(how="hang"),
        "drop": Delivery(how="drop"),
        "lost-answer": Delivery(how="drop"),
        "truncate": Delivery(how="truncate"),
    }.get(fault.kind)
    return msgspec.structs.replace(answer, delivery=delivery)
