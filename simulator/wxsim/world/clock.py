"""The one clock of a world, which can be moved."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Clock:
    """Unix time in seconds, taken from a source and moved on demand.

    Codes, sessions, tokens, rids and watermarks all follow this clock, so a
    moved clock ages everything alike.

    Args:
        source: where time comes from while the clock runs, normally
            ``time.time``. The world itself never reads the machine's clock.
    """

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self._offset = 0.0
        self._frozen_at: float | None = None
        self._lock = Lock()

    def now(self) -> float:
        """Return the time in seconds since 1970 UTC."""
        return self._now()

    def advance(self, seconds: float) -> float:
        """Move the clock forward and return the new time.

        Raises:
            ValueError: ``seconds`` is negative; what has expired stays expired.
        """
        if seconds < 0:
            raise ValueError(f"a clock is advanced by 0 seconds or more, not by {seconds}")
        with self._lock:
            if self._frozen_at is None:
                self._offset += seconds
            else:
                self._frozen_at += seconds
            return self._now()

    def freeze(self, at: float | None = None) -> float:
        """Stop the clock, now or at a given time, and return where it stands."""
        with self._lock:
            self._frozen_at = self._now() if at is None else at
            return self._frozen_at

    def resume(self) -> float:
        """Let a frozen clock run on from where it stands, and return that time."""
        with self._lock:
            if self._frozen_at is not None:
                self._offset = self._frozen_at - self._source()
                self._frozen_at = None
            return self._now()

    def _now(self) -> float:
        # Without the lock, for every request asks. Whoever resumes the clock
        # sets the offset first, so what is seen here always fits together.
        frozen_at = self._frozen_at
        return self._source() + self._offset if frozen_at is None else frozen_at
