"""A fault in the hands of a test."""

from __future__ import annotations

from types import TracebackType
from typing import get_args

import msgspec

from wxsim.server_api import Journal
from wxsim.server_api.errors import ERROR_CODES
from wxsim.world import Fault, InvalidValue, Unknown, World
from wxsim.world.faults import Kind

_KINDS: tuple[Kind, ...] = get_args(Kind)
# These say more than that they happen.
_WITH_VALUE = ("errcode", "http", "delay")


def fault_of(kind: str | None, given: dict[str, object]) -> Fault:
    """Return what goes wrong, as a test says it.

    Args:
        kind: in a word, where it needs no more than that.
        given: by keyword: a number, or whether it happens.

    Raises:
        Unknown: there is no such kind of fault.
        InvalidValue: none is named, or more than one, or the number is none it can have.
    """
    if kind is not None and kind not in _KINDS:
        raise Unknown("kind of fault", kind, _KINDS)
    named = [name for name, value in given.items() if value is not None and value is not False]
    if kind is not None:
        if kind in _WITH_VALUE:
            raise InvalidValue(f"fault({kind!r}) does not say which", f"write fault({kind}=…)")
        named.insert(0, kind)
    if len(named) != 1:
        told = " and ".join(named) or "nothing"
        raise InvalidValue(
            f"a fault of {told} is not one fault", f"name one of {', '.join(_KINDS)}"
        )
    fault = Fault(kind=named[0].replace("_", "-"))  # type: ignore[arg-type]  # the keywords are the kinds
    if fault.kind not in _WITH_VALUE:
        return fault
    value = given[fault.kind]
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise InvalidValue(f"{fault.kind}={value!r}", "give a number")
    if fault.kind == "errcode" and value not in ERROR_CODES:
        known = ", ".join(map(str, sorted(ERROR_CODES)))
        raise InvalidValue(f"there is no errcode {value} here", f"there is {known}")
    if fault.kind == "http" and not 400 <= value <= 599:
        raise InvalidValue(f"HTTP status {value} is no failure", "give one from 400 to 599")
    return msgspec.structs.replace(fault, **{fault.kind: value})


class FaultHandle:
    """A fault that waits for its calls; as a context manager it ends with the block.

    Args:
        world: where it goes wrong.
        journal: tells what happened.
        fault: what does.
        limited: whether it was said how often, in which case a ``with`` leaves it so.
    """

    def __init__(self, world: World, journal: Journal, fault: Fault, *, limited: bool) -> None:
        self._world = world
        self._journal = journal
        self._fault = world.faults.add(fault)
        self._limited = limited

    def __repr__(self) -> str:
        return f"<{self._fault.in_words}, on {self._fault.path}>"

    @property
    def struck(self) -> int:
        """How many calls it struck, as far back as the journal goes."""
        mark = self._fault.in_words
        return sum(exchange.fault == mark for exchange in self._journal.exchanges())

    def remove(self) -> None:
        """Let it strike no more. One that is over already stays so."""
        for fault in self._world.faults.list():
            if fault.number == self._fault.number:
                self._world.faults.remove(fault.number)

    def __enter__(self) -> FaultHandle:
        if not self._limited:
            self.remove()
            self._fault = self._world.faults.add(msgspec.structs.replace(self._fault, times=None))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()
