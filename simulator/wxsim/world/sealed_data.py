"""What WeChat has encrypted for apps, by its hash."""

from __future__ import annotations

import hashlib

from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# Documented: checkencryptedmsg.
_REMEMBERED = 3 * DAY


class Sealed(Record, frozen=True, kw_only=True):
    """One encryptedData that was handed out."""

    made_at: float


class SealedData:
    """The encrypted phone numbers of the last three days (documented: of nothing else)."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "sealed_data", Sealed)
        self._clock = ground.clock

    def remember(self, app: App, encrypted_data: str) -> None:
        """Keep the hash of an encryptedData that is handed out now."""
        digest = hashlib.sha256(encrypted_data.encode()).hexdigest()
        sealed = Sealed(made_at=self._clock.now(app.appid))
        self._table.add(f"{app.appid}/{digest}", sealed, ttl=_REMEMBERED)

    def made_at(self, app: App, digest: str) -> float:
        """Return when an encryptedData was made, in Unix seconds.

        Args:
            app: whose.
            digest: SHA-256 of the base64 text, in hex.

        Raises:
            Refused: 1 it was not made here, not for this app, or not within 3 days.
        """
        sealed = self._table.get(f"{app.appid}/{digest.lower()}")
        if sealed is None:
            raise Refused(1, f"no phone number was encrypted to that hash in {app.appid}")
        age = self._clock.now(app.appid) - sealed.made_at
        if age >= _REMEMBERED:
            raise Refused(1, f"it was encrypted {age / DAY:.1f} days ago")
        return sealed.made_at
