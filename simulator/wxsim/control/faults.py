"""Letting things go wrong."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.control.route import Asked, whole_number
from wxsim.given import seconds_in
from wxsim.server_api.errors import ERROR_CODES
from wxsim.world import Fault, InvalidValue

_FIRST_STATUS, _LAST_STATUS = 400, 599


class NewFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault to be: exactly one of what happens, at most one of how often.

    Attributes:
        path: which paths, ``*`` standing for anything.
        app: whose calls; everybody's when left out.
        person: on whose behalf.
        errcode: WeChat refuses with it.
        http: an error page with this status.
        delay: a late answer: ``3s``, or seconds.
        hang: no answer at all.
        drop: a connection that is closed; nothing was done.
        truncate: half an answer.
        garbage: an answer that is no JSON.
        lost_answer: it was done, and the answer never arrives.
        times: how often it strikes; once when nothing is said.
        rate: with which probability, for ever.
        for_: for how long: ``2m``, or seconds.
    """

    path: str = "*"
    app: str | None = None
    person: str | None = None
    errcode: int | None = None
    http: int | None = None
    delay: str | float | None = None
    hang: bool = False
    drop: bool = False
    truncate: bool = False
    garbage: bool = False
    lost_answer: bool = False
    times: int | None = None
    rate: float | None = None
    for_: str | float | None = msgspec.field(name="for", default=None)


class Cleared(msgspec.Struct, frozen=True, kw_only=True):
    """How many faults were taken away."""

    cleared: int


KINDS = ("errcode", "http", "delay", "hang", "drop", "truncate", "garbage", "lost_answer")
_LIMITS = ("times", "rate", "for")


def list_faults(asked: Asked) -> list[Fault]:
    """Return the faults that wait, oldest first."""
    return asked.world.faults.list()


def add_fault(asked: Asked) -> Fault:
    """Let something go wrong.

    Raises:
        InvalidValue: not exactly one thing happens, or a value can never be.
        Unknown: there is no such app or person.
    """
    new: NewFault = asked.body
    world = asked.world
    kind = _only_one(new)
    appid = "" if new.app is None else world.apps.get(new.app).appid
    person = "" if new.person is None else world.people.get(new.person).name
    until = None
    if new.for_ is not None:
        until = world.clock.now(appid) + seconds_in(new.for_, "for")
    unlimited = new.rate is not None or until is not None
    details: dict[str, Any] = {}
    if kind == "errcode":
        details["errcode"] = _known(new.errcode)
    elif kind == "http":
        details["http"] = _status(new.http)
    elif kind == "delay":
        details["delay"] = seconds_in(new.delay or 0.0, "delay")
    return world.faults.add(
        Fault(
            kind=kind.replace("_", "-"),  # type: ignore[arg-type]  # one of KINDS
            path=new.path,
            appid=appid,
            person=person,
            times=None if unlimited else 1 if new.times is None else new.times,
            rate=new.rate,
            until=until,
            **details,
        )
    )


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


def _only_one(new: NewFault) -> str:
    # By identity: to Python 0 is False as well, and an errcode of 0 was given.
    given = {kind: getattr(new, kind) for kind in KINDS}
    kinds = [kind for kind, value in given.items() if value is not None and value is not False]
    if len(kinds) != 1:
        said = f"{' and '.join(kinds)} at once" if kinds else "nothing of what happens"
        raise InvalidValue(f"a fault says {said}", f"give one of {', '.join(KINDS)}")
    limits = [name for name in _LIMITS if getattr(new, name.replace("for", "for_")) is not None]
    if len(limits) > 1:
        raise InvalidValue(
            f"a fault says {' and '.join(limits)} at once", f"give one of {', '.join(_LIMITS)}"
        )
    return kinds[0]


def _known(errcode: int | None) -> int | None:
    if errcode not in ERROR_CODES:
        raise InvalidValue(
            f"WeChat's Server API has no errcode {errcode} here",
            f"there is {', '.join(map(str, ERROR_CODES))}",
        )
    return errcode


def _status(status: int | None) -> int | None:
    if status is None or not _FIRST_STATUS <= status <= _LAST_STATUS:
        raise InvalidValue(
            f"an error page with status {status} is none",
            f"give a status from {_FIRST_STATUS} to {_LAST_STATUS}, such as 502",
        )
    return status
