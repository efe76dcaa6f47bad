"""What happened, in plain words: the source of every explanation."""

from __future__ import annotations

import itertools
from collections import deque
from threading import Lock

from wxsim.world.clock import Clock
from wxsim.world.entry import Entry


class Ledger:
    """The latest entries, oldest first; older ones are let go.

    Args:
        clock: gives every entry its time.
        size: how many entries are kept.
    """

    def __init__(self, clock: Clock, size: int = 10_000) -> None:
        self._clock = clock
        self._entries: deque[Entry] = deque(maxlen=size)
        self._numbers = itertools.count(1)
        self._lock = Lock()

    def write(
        self,
        event: str,
        story: str,
        *,
        appid: str = "",
        person: str = "",
        rid: str = "",
        errcode: int = 0,
        at: float | None = None,
        facts: dict[str, str] | None = None,
    ) -> None:
        """Add an entry, dated now by the app's clock unless ``at`` says when."""
        if at is None:
            at = self._clock.now(appid)
        with self._lock:
            self._entries.append(
                Entry(
                    number=next(self._numbers),
                    at=at,
                    event=event,
                    story=story,
                    appid=appid,
                    person=person,
                    rid=rid,
                    errcode=errcode,
                    facts=facts,
                )
            )

    def clear(self) -> None:
        """Forget everything and count from 1 again."""
        with self._lock:
            self._entries.clear()
            self._numbers = itertools.count(1)

    def entries(self, after: int = 0) -> list[Entry]:
        """Return the kept entries whose number is greater than ``after``, oldest first."""
        with self._lock:
            return [entry for entry in self._entries if entry.number > after]
