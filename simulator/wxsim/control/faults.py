"""Letting things go wrong."""

from __future__ import annotations

import msgspec

from wxsim.control.parameters import APP
from wxsim.control.route import CREATED, Asked, Route, does, get, whole_number
from wxsim.faults import NewFault, fault_of
from wxsim.world import Fault, InvalidValue


class Cleared(msgspec.Struct, frozen=True, kw_only=True):
    """How many faults were taken away."""

    cleared: int


def list_faults(asked: Asked) -> list[Fault]:
    """Return the faults that wait, oldest first."""
    return asked.world.faults.list()


def add_fault(asked: Asked) -> Fault:
    """Let something go wrong.

    Raises:
        InvalidValue: not exactly one thing happens, or a value can never be.
        Unknown: there is no such app or person.
    """
    return asked.world.faults.add(fault_of(asked.world, asked.body))


def remove_fault(asked: Asked) -> Fault:
    """Take one fault away and return it.

    Raises:
        InvalidValue, Unknown: none of that number waits.
    """
    text = asked.path["number"]
    number = whole_number(text)
    if number is None:
        raise InvalidValue(f"{text!r} is no number of a fault", "GET /_wxsim/faults has them")
    return asked.world.faults.remove(number)


def clear_faults(asked: Asked) -> Cleared:
    """Take every fault away, or those of one app."""
    app = asked.query.get("app")
    appid = None if app is None else asked.world.apps.get(app).appid
    return Cleared(cleared=asked.world.faults.clear(appid))


ROUTES: tuple[Route, ...] = (
    get("/faults", "the faults that wait for their calls", list_faults, list[Fault]),
    does(
        "POST /faults",
        "lets something go wrong",
        add_fault,
        Fault,
        body=NewFault,
        status=CREATED,
        finds=True,
    ),
    Route(
        method="DELETE",
        path="/faults",
        summary="takes every fault away, or those of an app",
        handler=clear_faults,
        answer=Cleared,
        query=(APP,),
        finds=True,
    ),
    does("DELETE /faults/{number}", "takes one fault away", remove_fault, Fault, finds=True),
)
