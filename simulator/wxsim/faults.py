"""What goes wrong on purpose, as somebody tells it in plain fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from wxsim.given import seconds_in
from wxsim.server_api.errors import ERROR_CODES
from wxsim.times import BadTime, parse_duration
from wxsim.world import Fault, InvalidValue, World
from wxsim.world.faults import KIND_OF_FIELD, LIMITS

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


class Wrong(NamedTuple):
    """Something that is wrong with a fault.

    Attributes:
        field: where; empty for the fault as a whole.
        message: what is wrong.
        hint: what would be right.
    """

    field: str
    message: str
    hint: str


def new_fault(fields: Mapping[str, object]) -> NewFault:
    """Return plain fields as a :class:`NewFault`.

    Raises:
        InvalidValue: there is no such field, or it holds something of another type.
    """
    try:
        return msgspec.convert(fields, NewFault)
    except msgspec.ValidationError as error:
        names = ", ".join(field.encode_name for field in msgspec.structs.fields(NewFault))
        raise InvalidValue(f"the fault does not fit: {error}", f"the fields are {names}") from error


def fault_of(world: World, new: NewFault) -> Fault:
    """Return the fault that somebody described, yet to be added.

    Args:
        world: whose apps and people it names, and whose time it lasts by.
        new: the description.

    Raises:
        InvalidValue: not exactly one thing happens, or a value can never be.
        Unknown: there is no such app or person.
    """
    fields = {
        field.encode_name: getattr(new, field.name) for field in msgspec.structs.fields(NewFault)
    }
    for wrong in wrong_in(fields):
        raise InvalidValue(wrong.message, wrong.hint)
    ((name, value),) = _kinds_in(fields).items()
    appid = "" if new.app is None else world.apps.get(new.app).appid
    until = None
    if new.for_ is not None:
        until = world.clock.now(appid) + seconds_in(new.for_, "for")
    unlimited = new.rate is not None or until is not None
    fault = Fault(
        kind=KIND_OF_FIELD[name],
        path=new.path,
        appid=appid,
        person="" if new.person is None else world.people.get(new.person).name,
        times=None if unlimited else 1 if new.times is None else new.times,
        rate=new.rate,
        until=until,
    )
    if value is True:
        return fault
    value = seconds_in(value, name) if name == "delay" else value
    return msgspec.structs.replace(fault, **{name: value})


def wrong_in(fields: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield all that is wrong with the plain fields of a fault, of the right types.

    Args:
        fields: those of :class:`NewFault`; what is missing, None or False was not said.
    """
    kinds = list(_kinds_in(fields))
    if len(kinds) != 1:
        said = f"{' and '.join(kinds)} at once" if kinds else "nothing of what happens"
        yield Wrong("", f"a fault says {said}", f"give one of {', '.join(KIND_OF_FIELD)}")
    limits = [name for name in LIMITS if fields.get(name) is not None]
    if len(limits) > 1:
        said = " and ".join(limits)
        yield Wrong(limits[1], f"a fault says {said} at once", f"give one of {', '.join(LIMITS)}")
    path = fields.get("path", "*")
    if not path.startswith(("/", "*")):
        yield Wrong("path", f"{path!r} is no path", "begin it with a slash, or with *")
    if fields.get("errcode") is not None:
        yield from wrong_errcode(fields["errcode"])
    status = fields.get("http")
    if status is not None and not _FIRST_STATUS <= status <= _LAST_STATUS:
        yield Wrong(
            "http",
            f"an error page with status {status} is none",
            f"give a status from {_FIRST_STATUS} to {_LAST_STATUS}, such as 502",
        )
    for name in ("delay", "for"):
        if fields.get(name) is None:
            continue
        try:
            if not parse_duration(fields[name]) and name == "for":
                yield Wrong(name, "a fault for no time at all never strikes", "give 1s or more")
        except BadTime as error:
            yield Wrong(name, f"{name}: {error.message}", error.hint)


def wrong_errcode(errcode: int) -> Iterator[Wrong]:
    """Yield what is wrong with an errcode, if anything is."""
    if errcode not in ERROR_CODES:
        yield Wrong(
            "errcode",
            f"WeChat's Server API has no errcode {errcode} here",
            f"there is {', '.join(map(str, ERROR_CODES))}",
        )


def _kinds_in(fields: Mapping[str, Any]) -> dict[str, Any]:
    # By identity: to Python 0 is False as well, and an errcode of 0 was given.
    return {
        name: fields[name]
        for name in KIND_OF_FIELD
        if fields.get(name) is not None and fields[name] is not False
    }
