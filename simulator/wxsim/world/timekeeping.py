"""Moving the clock: kept where the world is kept, and telling what fell due on the way."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.world.clock import WORLD
from wxsim.world.clock_state import ClockState
from wxsim.world.ground import Ground
from wxsim.world.records import AccessToken, LoginCode, OneTimeCode, PhoneCode, Record, User
from wxsim.world.tables import Table

_KEY = "clock"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something that came to its end while the clock was moved past it.

    Attributes:
        at: when, in Unix seconds.
        story: what, in a sentence.
    """

    at: float
    appid: str
    person: str
    story: str


class _Times(Record, frozen=True, kw_only=True):
    """How the world's time and those of apps were moved."""

    states: dict[str, ClockState]


class Timekeeping:
    """The hand on the world's clock.

    The clock's state is a record like any other: it survives a restart with
    ``--data``, and processes that share a store share the time.
    """

    def __init__(self, ground: Ground) -> None:
        self._clock = ground.clock
        self._ledger = ground.ledger
        self._store = ground.store
        self._times = Table(ground.store, "clock", _Times, kept=2)
        self._codes = Table(ground.store, "login_codes", LoginCode)
        self._phone_codes = Table(ground.store, "phone_codes", PhoneCode)
        self._users = Table(ground.store, "users", User)
        self._tokens = Table(ground.store, "access_tokens", AccessToken)
        # What the clock that was given had been set to is how this world begins.
        self._first = ground.clock.states()
        self._known = _Times(states=self._first)
        self.refresh(force=True)

    def refresh(self, *, force: bool = False) -> None:
        """Take over how another process moved the clock; nothing to do where none can.

        Args:
            force: look even where the store is this process's alone.
        """
        if not force and not self._store.shared:
            return
        times = self._times.get(_KEY)
        if times is not None and times is not self._known:
            self._known = times
            self._clock.load(times.states)
        elif times is None and (force or self._known.states != self._first):
            # A snapshot from before the clock was ever moved took the place of the rest.
            self._known = _Times(states=self._first)
            self._clock.load(self._first)

    def advance(self, seconds: float, appid: str = WORLD) -> list[Due]:
        """Move a time forward; see :meth:`Clock.advance`.

        Returns:
            What came to its end on the way, in order. The ledger has it too.
        """
        before = self._clock.now(appid)
        self._clock.advance(seconds, appid)
        return self._moved(before, appid)

    def set(self, at: float, appid: str = WORLD) -> list[Due]:
        """Move a time to a given one; see :meth:`Clock.set`.

        Returns:
            As :meth:`advance` does; nothing where the time went back.
        """
        before = self._clock.now(appid)
        self._clock.set(at, appid)
        return self._moved(before, appid)

    def freeze(self, at: float | None = None, appid: str = WORLD) -> list[Due]:
        """Stop a time; see :meth:`Clock.freeze`. Returns as :meth:`set` does."""
        before = self._clock.now(appid)
        self._clock.freeze(at, appid)
        return self._moved(before, appid)

    def resume(self, appid: str = WORLD) -> None:
        """Let a frozen time run on; see :meth:`Clock.resume`."""
        self._clock.resume(appid)
        self._keep()

    def reset(self, appid: str = WORLD) -> None:
        """Go back to the machine's time, or an app's to the world's."""
        self._clock.reset(appid)
        self._keep()

    def begin_again(self) -> None:
        """Set every time to what it was when this world was opened."""
        self._clock.load(self._first)
        self._keep()

    def _moved(self, before: float, appid: str) -> list[Due]:
        self._keep()
        due = self._due(before, self._clock.now(appid), appid)
        for one in due:
            self._ledger.write("expired", one.story, appid=one.appid, person=one.person, at=one.at)
        return due

    def _keep(self) -> None:
        states = self._clock.states()
        self._known = self._times.change(_KEY, _Times(states={}), lambda _: _Times(states=states))

    def _due(self, before: float, after: float, appid: str) -> list[Due]:
        own = self._clock.states()

        def concerns(other: str) -> bool:
            return other == appid or (appid == WORLD and other not in own)

        def ended(record: Any) -> bool:
            return before < record.expires_at <= after and concerns(record.appid)

        found = [_code_due(code, "js_code") for code in self._codes.all() if ended(code)]
        found += [_code_due(code, "phone code") for code in self._phone_codes.all() if ended(code)]
        found += [
            Due(
                at=token.expires_at,
                appid=token.appid,
                person="",
                story=f"access_token {token.number} of /cgi-bin/{token.space} of {token.appid} "
                "expired",
            )
            for token in self._tokens.all()
            if ended(token)
        ]
        for user in self._users.all():
            key = user.session_key
            if key is not None and before < key.expires_at <= after and concerns(user.appid):
                found.append(
                    Due(
                        at=key.expires_at,
                        appid=user.appid,
                        person=user.person,
                        story=f"session_key {key.generation} of {user.person} in {user.appid} "
                        "expired",
                    )
                )
        return sorted(found, key=lambda one: (one.at, one.story))


def _code_due(code: OneTimeCode, what: str) -> Due:
    state = "unused" if code.spent_at is None else "used"
    return Due(
        at=code.expires_at,
        appid=code.appid,
        person=code.person,
        story=f"the {what} …{code.code[-6:]} of {code.person} expired, {state}",
    )
