"""A fault in the hands of a test."""

from __future__ import annotations

from types import TracebackType

import msgspec

from wxsim.server_api import Journal
from wxsim.world import Fault, InvalidValue, Unknown, World
from wxsim.world.faults import KINDS

# These say more than that they happen.
_WITH_VALUE = ("errcode", "http", "delay")


def field_of(kind: str) -> str:
    """Return the field that stands for a kind of fault which a test gave in a word.

    Raises:
        Unknown: there is no such kind of fault.
        InvalidValue: it needs to be said which.
    """
    if kind not in KINDS:
        raise Unknown("kind of fault", kind, KINDS)
    if kind in _WITH_VALUE:
        raise InvalidValue(f"fault({kind!r}) does not say which", f"write fault({kind}=…)")
    return kind.replace("-", "_")


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
