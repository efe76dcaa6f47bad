"""What goes wrong on purpose: WeChat refuses, stalls, answers rubbish or does not answer."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Literal, get_args

import msgspec

from wxsim.world.errors import InvalidValue, Unknown
from wxsim.world.ground import Ground
from wxsim.world.records import Record
from wxsim.world.tables import Table

_KEY = "all"

Kind = Literal["errcode", "http", "delay", "hang", "drop", "truncate", "garbage", "lost-answer"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The kinds by the names they have as a field or a keyword.
KIND_OF_FIELD: dict[str, Kind] = {kind.replace("-", "_"): kind for kind in KINDS}
# The fields that say how often a fault strikes; only one of them where it is told in plain fields.
LIMITS = ("times", "rate", "for")

# At these WeChat never gets as far as doing what it was asked.
UNDONE: frozenset[Kind] = frozenset({"errcode", "http", "hang", "drop"})


class Fault(Record, frozen=True, kw_only=True):
    """One thing that goes wrong, and when.

    Attributes:
        number: counts from 1; given when the fault is added.
        path: which paths, with ``*`` and ``?`` as in a shell.
        appid: whose calls; empty is everybody's.
        person: on whose behalf, as the code or the openid in the call tells;
            empty is everybody.
        kind: what happens. ``errcode`` refuses, ``http`` answers an error page
            with that status, ``hang`` and ``drop`` do nothing and answer
            nothing or close the connection. The others do what was asked, and
            then ``delay`` answers late, ``truncate`` half, ``garbage`` with
            something that is no JSON, ``lost-answer`` not at all.
        delay: seconds.
        times: how often it strikes; None is always.
        rate: the probability with which it strikes; drawn from the seed.
        until: Unix seconds after which it is over, by the clock of its app, or
            of the world where it is everybody's.
        seen: how many calls it could have struck.
        struck: how many it did.
    """

    kind: Kind = "errcode"
    number: int = 0
    path: str = "*"
    appid: str = ""
    person: str = ""
    errcode: int = 0
    http: int = 0
    delay: float = 0.0
    times: int | None = 1
    rate: float | None = None
    until: float | None = None
    seen: int = 0
    struck: int = 0

    @property
    def in_words(self) -> str:
        """What it does, in short."""
        details = {
            "errcode": f" {self.errcode}",
            "http": f" {self.http}",
            "delay": f" {self.delay:g} s",
        }
        return f"fault {self.number}: {self.kind}{details.get(self.kind, '')}"


class _Faults(Record, frozen=True, kw_only=True):
    """All that wait, and how many were ever added."""

    waiting: tuple[Fault, ...] = ()
    added: int = 0


_NONE = _Faults()


class Faults:
    """The faults that wait for their calls, oldest first.

    They are one record, so a fault that strikes three times strikes three
    times whatever the number of threads and processes.
    """

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "faults", _Faults, kept=2)
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def add(self, fault: Fault) -> Fault:
        """Let ``fault`` wait for its calls, and return it with its number.

        Raises:
            InvalidValue: a delay, times or rate that can never be.
        """
        if fault.delay < 0:
            raise InvalidValue(f"a delay of {fault.delay} s is none", "give 0 seconds or more")
        if fault.times is not None and fault.times < 1:
            raise InvalidValue(f"{fault.times} times is never", "give 1 or more")
        if fault.rate is not None and not 0 < fault.rate <= 1:
            raise InvalidValue(
                f"a rate of {fault.rate} is no probability", "give more than 0, and 1 at most"
            )

        def added(faults: _Faults) -> _Faults:
            number = faults.added + 1
            numbered = msgspec.structs.replace(fault, number=number)
            return _Faults(waiting=(*faults.waiting, numbered), added=number)

        new = self._table.change(_KEY, _NONE, added).waiting[-1]
        self._ledger.write("fault added", f"{new.in_words}, on {new.path}", appid=new.appid)
        return new

    def list(self) -> list[Fault]:
        """Return those that wait, oldest first."""
        return [fault for fault in self._all().waiting if not self._is_over(fault)]

    def remove(self, number: int) -> Fault:
        """Take one away.

        Raises:
            Unknown: none of that number waits.
        """
        waiting = self.list()
        for fault in waiting:
            if fault.number == number:
                self._drop(number)
                return fault
        raise Unknown("fault", str(number), [str(fault.number) for fault in waiting])

    def clear(self, appid: str | None = None) -> int:
        """Take away every fault, or those of one app, and return how many there were."""
        # By number: one that strikes meanwhile has changed, and is the same.
        cleared = {fault.number for fault in self.list() if appid in (None, fault.appid)}
        self._keep(lambda fault: fault.number not in cleared)
        return len(cleared)

    def strike(self, path: str, appid: str, person: Callable[[], str]) -> Fault | None:
        """Let the first fault that waits for such a call strike, and return it.

        Args:
            path: what is called.
            appid: who calls, as far as the call tells.
            person: finds out on whose behalf; asked only where it matters.
        """
        faults = self._table.get(_KEY)
        if faults is None or not faults.waiting:
            return None
        whose: str | None = None
        for fault in faults.waiting:
            if self._is_over(fault):
                self._drop(fault.number)
                continue
            if not fnmatchcase(path, fault.path) or fault.appid not in ("", appid):
                continue
            if fault.person:
                whose = person() if whose is None else whose
                if fault.person != whose:
                    continue
            if self._strikes(fault.number):
                return fault
        return None

    def _strikes(self, number: int) -> bool:
        """Count one call for a fault; tell whether it strikes."""
        strikes = False

        def counted(faults: _Faults) -> _Faults:
            nonlocal strikes
            strikes = False
            waiting = list(faults.waiting)
            for place, fault in enumerate(waiting):
                if fault.number != number:
                    continue
                seen = fault.seen + 1
                strikes = fault.rate is None or (
                    self._identifiers.fraction("fault", number, seen) < fault.rate
                )
                struck = fault.struck + strikes
                after = msgspec.structs.replace(fault, seen=seen, struck=struck)
                waiting[place : place + 1] = [] if struck == fault.times else [after]
                break
            return msgspec.structs.replace(faults, waiting=tuple(waiting))

        self._table.change(_KEY, _NONE, counted)
        return strikes

    def _is_over(self, fault: Fault) -> bool:
        # Not by the caller's clock: a time that one app was moved to is nobody else's.
        return fault.until is not None and self._clock.now(fault.appid) >= fault.until

    def _all(self) -> _Faults:
        return self._table.get(_KEY) or _NONE

    def _drop(self, number: int) -> None:
        self._keep(lambda fault: fault.number != number)

    def _keep(self, wanted: Callable[[Fault], bool]) -> None:
        self._table.change(
            _KEY,
            _NONE,
            lambda faults: msgspec.structs.replace(
                faults, waiting=tuple(filter(wanted, faults.waiting))
            ),
        )
