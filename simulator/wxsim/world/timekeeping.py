"""Moving the clock: kept where the world is kept, and telling what fell due on the way."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from wxsim.world.clock import WORLD, Clock
from wxsim.world.clock_state import ClockState
from wxsim.world.falling_due import Due, FallingDue
from wxsim.world.ground import Ground
from wxsim.world.records import Record
from wxsim.world.tables import Table

_KEY = "clock"


class _Times(Record, frozen=True, kw_only=True):
    """How the world's time and those of apps were moved."""

    states: dict[str, ClockState]


class Timekeeping:
    """The hand on the world's clock.

    The clock's state is a record like any other: it survives a restart with
    ``--data``, and processes that share a store share the time. All times are
    one record, which is changed from what stands there: two who move the
    clocks of two apps at once both get what they asked for. Where the store
    fails, no time has moved.
    """

    def __init__(self, ground: Ground) -> None:
        self._clock = ground.clock
        self._ledger = ground.ledger
        self._store = ground.store
        self._times = Table(ground.store, "clock", _Times, kept=2)
        self._falling_due = FallingDue(ground)
        # From reading the record until the clock goes by it, no other thread moves it.
        self._lock = Lock()
        # What the clock that was given had been set to is how this world begins.
        self._first = _Times(states=ground.clock.states())
        self._known = self._first
        self.refresh(force=True)

    def refresh(self, *, force: bool = False) -> None:
        """Take over how another process moved the clock; nothing to do where none can.

        Args:
            force: look even where the store is this process's alone.
        """
        if not force and (not self._store.shared or self._stored() is self._known):
            return
        with self._lock:
            self._known = self._stored()
            self._clock.load(self._known.states)

    def advance(self, seconds: float, appid: str = WORLD) -> list[Due]:
        """Move a time forward; see :meth:`Clock.advance`.

        Returns:
            What came due on the way, in order. The ledger has it too.

        Raises:
            StoreError: the store cannot be written; no time has moved.
        """
        return self._move(lambda clock: clock.advance(seconds, appid), appid)

    def set(self, at: float, appid: str = WORLD) -> list[Due]:
        """Move a time to a given one; see :meth:`Clock.set`.

        Returns:
            As :meth:`advance` does; nothing where the time went back.
        """
        return self._move(lambda clock: clock.set(at, appid), appid)

    def freeze(self, at: float | None = None, appid: str = WORLD) -> list[Due]:
        """Stop a time; see :meth:`Clock.freeze`. Returns as :meth:`set` does."""
        return self._move(lambda clock: clock.freeze(at, appid), appid)

    def resume(self, appid: str = WORLD) -> None:
        """Let a frozen time run on; see :meth:`Clock.resume`."""
        self._change(lambda clock: clock.resume(appid))

    def reset(self, appid: str = WORLD) -> list[Due]:
        """Go back to the machine's time, or an app's to the world's.

        Returns:
            As :meth:`set` does: the machine's time may be the later one.
        """
        return self._move(lambda clock: clock.reset(appid), appid)

    def begin_again(self) -> None:
        """Set every time to what it was when this world was opened."""
        self._change(lambda clock: clock.load(self._first.states))

    def _move(self, move: Callable[[Clock], object], appid: str) -> list[Due]:
        before = self._clock.now(appid)
        self._change(move)
        own = self._clock.states()

        def concerns(other: str) -> bool:
            return other == appid or (appid == WORLD and other not in own)

        due = self._falling_due.between(before, self._clock.now(appid), concerns)
        for one in due:
            self._ledger.write(one.event, one.story, appid=one.appid, person=one.person, at=one.at)
        return due

    def _stored(self) -> _Times:
        """Return what stands in the store; before anybody moves a clock, nothing does."""
        stored = self._times.get(_KEY)
        return self._first if stored is None else stored

    def _change(self, move: Callable[[Clock], object]) -> None:
        with self._lock:
            here = self._clock.states()

            def moved(times: _Times) -> _Times:
                # Of a store of this process's own, the clock knows all there is to know.
                trial = self._clock.moved_as(times.states if self._store.shared else here)
                move(trial)
                return _Times(states=trial.states())

            self._known = self._times.change(_KEY, _Times(states=here), moved)
            self._clock.load(self._known.states)
