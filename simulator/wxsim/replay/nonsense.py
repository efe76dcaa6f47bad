"""What fits the schema of a scenario's step and still makes no sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from wxsim.faults import wrong_errcode, wrong_in
from wxsim.replay.misfits import misfit
from wxsim.replay.scenario import (
    Counted,
    Misbehaviour,
    PersonChange,
    WorkerCall,
    is_duration,
)
from wxsim.server_api.routes import ROUTES_BY_PATH
from wxsim.times import BadTime, parse_duration, parse_moment
from wxsim.world import InvalidValue, Switches
from wxsim.world.people import PHONE_NUMBER, SCOPES
from wxsim.world.switches import require_addresses

# Places in the file, and what makes no sense there.
Nonsense = Iterator[tuple[list[str], str]]

_CLOCKS = "write 90s, 5m, 2h, 3d or 1h30m, freeze, resume, or a time: 2026-01-31T08:00:00+08:00"


def bad_clock(text: str) -> Nonsense:
    """Yield what is wrong with how a clock is to be moved."""
    if text in ("freeze", "resume"):
        return
    try:
        if is_duration(text):
            parse_duration(text)
        else:
            parse_moment(text)
    except BadTime as error:
        yield [], f"{error.message}; {_CLOCKS}"


def bad_fault(fault: Misbehaviour) -> Nonsense:
    """Yield what is wrong with a fault."""
    yield from _bad_path(fault.path)
    fields = {
        field.encode_name: getattr(fault, field.name)
        for field in msgspec.structs.fields(Misbehaviour)
    }
    for name, value in fields.items():
        if value is False:
            yield [name], f"{name} is true, or is left out"
    for wrong in wrong_in(fields):
        yield [wrong.field] if wrong.field else [], f"{wrong.message}; {wrong.hint}"


def bad_policy(switches: Mapping[str, Any]) -> Nonsense:
    """Yield the switches that do not exist, or not so."""
    if not switches:
        yield [], "changes nothing; name a switch and what it is to be, such as token_overlap: 0"
    known = {field.encode_name for field in msgspec.structs.fields(Switches)}
    for name, value in switches.items():
        if value is None and name in known:
            continue
        try:
            require_addresses(msgspec.convert({name: value}, Switches))
        except msgspec.ValidationError as error:
            yield misfit({name: value}, Switches, error)
        except InvalidValue as error:
            yield [name], str(error)


def bad_person(person: PersonChange) -> Nonsense:
    """Yield what is wrong with how a person is to change."""
    if not msgspec.to_builtins(person):
        names = ", ".join(PersonChange.__struct_fields__)
        yield [], f"changes nothing; give one or more of {names}"


def bad_worker(call: WorkerCall) -> Nonsense:
    """Yield what is wrong with the call of another worker."""
    if call.path not in ROUTES_BY_PATH:
        yield ["path"], _no_path(call.path)


def bad_count(counted: Counted) -> Nonsense:
    """Yield what is wrong with an assertion."""
    yield from _bad_path(counted.path)
    bounds = [
        name for name in ("times", "at_least", "at_most") if getattr(counted, name) is not None
    ]
    if len(bounds) > 1:
        yield [bounds[1]], f"{' and '.join(bounds)} do not go together; write one of them"
    # 0 is a good answer.
    if counted.errcode:
        for wrong in wrong_errcode(counted.errcode):
            yield [wrong.field], f"{wrong.message}; {wrong.hint}"


def bad_scopes(consent: Mapping[str, bool]) -> Nonsense:
    """Yield the scopes that do not exist."""
    known = (*SCOPES, PHONE_NUMBER)
    for scope in consent:
        if scope not in known:
            yield [scope], f"there is no scope {scope!r}; there is {', '.join(known)}"


def _bad_path(glob: str) -> Nonsense:
    if not any(fnmatchcase(path, glob) for path in ROUTES_BY_PATH):
        yield ["path"], _no_path(glob)


def _no_path(path: str) -> str:
    return f"there is no path {path!r}; there is {', '.join(ROUTES_BY_PATH)}"
