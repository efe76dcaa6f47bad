"""The one clock of a world, which can be moved, for everybody or for one app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock

from wxsim.world.clock_state import ClockState

# The name of everybody's time among the times of apps.
WORLD = ""
_AS_IT_IS = ClockState()


class Clock:
    """Unix time in seconds, taken from a source and moved on demand.

    Codes, sessions, tokens, rids and watermarks all follow this clock, so a
    moved clock ages everything alike. An app whose time was moved has a time
    of its own from then on, and the others notice nothing.

    Args:
        source: where time comes from while the clock runs, normally
            ``time.time``. The world itself never reads the machine's clock.
    """

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        # Replaced, never changed: every request reads it, without the lock.
        self._states: Mapping[str, ClockState] = {WORLD: _AS_IT_IS}
        self._lock = Lock()

    def now(self, appid: str = WORLD) -> float:
        """Return the time of an app, or of the world, in seconds since 1970 UTC."""
        states = self._states
        state = states.get(appid) or states[WORLD]
        frozen_at = state.frozen_at
        return self._source() + state.offset if frozen_at is None else frozen_at

    def earliest(self) -> float:
        """Return the time of whoever is furthest behind."""
        states = self._states
        return self.now() if len(states) == 1 else min(map(self.now, states))

    def latest(self) -> float:
        """Return the time of whoever is furthest ahead."""
        states = self._states
        return self.now() if len(states) == 1 else max(map(self.now, states))

    def states(self) -> dict[str, ClockState]:
        """Return how the world's time (under ``""``) and the times of apps were moved."""
        return dict(self._states)

    def load(self, states: Mapping[str, ClockState]) -> None:
        """Take over what :meth:`states` returned, here or in another process."""
        with self._lock:
            self._states = {WORLD: _AS_IT_IS, **states}

    def moved_as(self, states: Mapping[str, ClockState]) -> Clock:
        """Return another clock that runs with the same source, moved as told."""
        other = Clock(self._source)
        other.load(states)
        return other

    def advance(self, seconds: float, appid: str = WORLD) -> float:
        """Move a time forward and return it.

        Raises:
            ValueError: ``seconds`` is negative; :meth:`set` moves backward.
        """
        if seconds < 0:
            raise ValueError(f"a clock is advanced by 0 seconds or more, not by {seconds}")
        with self._lock:
            return self._put(appid, self.now(appid) + seconds)

    def set(self, at: float, appid: str = WORLD) -> float:
        """Move a time to a given one, forward or backward, and return it."""
        with self._lock:
            return self._put(appid, at)

    def freeze(self, at: float | None = None, appid: str = WORLD) -> float:
        """Stop a time, now or at a given one, and return where it stands."""
        with self._lock:
            frozen_at = self.now(appid) if at is None else at
            return self._replace(appid, ClockState(frozen_at=frozen_at))

    def resume(self, appid: str = WORLD) -> float:
        """Let a frozen time run on from where it stands, and return it."""
        with self._lock:
            now = self.now(appid)
            return self._replace(appid, ClockState(offset=now - self._source()))

    def reset(self, appid: str = WORLD) -> float:
        """Go back to the machine's time, or an app's to the world's, and return it."""
        with self._lock:
            rest = {name: state for name, state in self._states.items() if name != appid}
            self._states = {WORLD: _AS_IT_IS, **rest}
            return self.now(appid)

    def _put(self, appid: str, at: float) -> float:
        state = self._states.get(appid) or self._states[WORLD]
        if state.frozen_at is not None:
            return self._replace(appid, ClockState(frozen_at=at))
        return self._replace(appid, ClockState(offset=at - self._source()))

    def _replace(self, appid: str, state: ClockState) -> float:
        self._states = {**self._states, appid: state}
        return self.now(appid)
