"""The keys with which a Mini Program and its server encrypt what they send each other."""

from __future__ import annotations

import base64
import math

from wxsim.world.ground import Ground
from wxsim.world.records import Record, User
from wxsim.world.tables import Table

# Documented: getuserencryptkey.
_LIFETIME = 3600
_KEPT = 3


class UserKey(Record, frozen=True, kw_only=True):
    """One version of a user's key.

    Attributes:
        value: base64 of 16 bytes.
        iv: 16 characters.
    """

    version: int
    value: str
    iv: str
    made_at: float
    expires_at: float


class _Keys(Record, frozen=True, kw_only=True):
    """The latest keys of a user, newest first."""

    keys: tuple[UserKey, ...] = ()


class UserKeys:
    """The keys of all users. Which one is the latest is decided by one record."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "user_keys", _Keys)
        self._clock = ground.clock
        self._identifiers = ground.identifiers

    def latest(self, user: User) -> UserKey:
        """Return the live key of a user, a new one where the last has expired.

        That the phone's asking makes the key, and a server's does not, is assumed.
        """
        now = self._clock.now(user.appid)

        def with_a_live_one(kept: _Keys) -> _Keys:
            if kept.keys and now < kept.keys[0].expires_at:
                return kept
            version = kept.keys[0].version + 1 if kept.keys else 1
            return _Keys(keys=(self._key(user, version, now), *kept.keys[: _KEPT - 1]))

        return self._table.change(user.openid, _Keys(), with_a_live_one).keys[0]

    def recent(self, user: User) -> tuple[UserKey, ...]:
        """Return the latest keys of a user, three at most, newest first, alive or not."""
        return (self._table.get(user.openid) or _Keys()).keys

    def left(self, user: User, key: UserKey) -> int:
        """Return how many seconds a key has left; 0 after its end."""
        return max(0, math.ceil(key.expires_at - self._clock.now(user.appid)))

    def _key(self, user: User, version: int, now: float) -> UserKey:
        draw = self._identifiers.random_bytes(24, "user key", user.openid, version)
        return UserKey(
            version=version,
            value=base64.b64encode(draw[:16]).decode(),
            iv=draw[16:].hex(),
            made_at=now,
            expires_at=now + _LIFETIME,
        )
