"""The keys that apps set up for signed and encrypted calls of the Server API."""

from __future__ import annotations

import base64
from collections.abc import Callable

import msgspec

from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.tables import Table


class SymmetricKey(Record, frozen=True, kw_only=True):
    """What both sides encrypt with.

    Attributes:
        sn: the key's number: 32 hex digits.
        algorithm: ``AES256_GCM`` or ``SM4_GCM``.
        key: in base64.
    """

    sn: str
    algorithm: str
    key: str


class PublicKey(Record, frozen=True, kw_only=True):
    """What an app's signatures are held against.

    Attributes:
        sn: the key's number: 32 hex digits.
        algorithm: ``RSAwithSHA256`` or ``SM2withSM3``.
        public_key: in PEM.
    """

    sn: str
    algorithm: str
    public_key: str


class KeyRing(Record, frozen=True, kw_only=True):
    """The keys of one app.

    Attributes:
        made: how many were ever set.
    """

    made: int = 0
    symmetric: SymmetricKey | None = None
    public: PublicKey | None = None


class ApiKeys:
    """The keys of all apps, at most one of each kind (documented: the console has one)."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "api_keys", KeyRing)
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def of(self, app: App) -> KeyRing:
        """Return the keys of an app."""
        return self._table.get(app.appid) or KeyRing()

    def set_symmetric(
        self, app: App, algorithm: str, key_bytes: int, key: str | None, sn: str | None
    ) -> KeyRing:
        """Give an app a symmetric key in place of the one it had.

        Args:
            app: whose.
            algorithm: its name.
            key_bytes: how long a key of it is.
            key: in base64; made up when None.
            sn: its number; made up when None.
        """

        def changed(ring: KeyRing) -> KeyRing:
            made = self._identifiers.random_bytes(key_bytes, "api key", app.appid, ring.made)
            value = key or base64.b64encode(made).decode()
            symmetric = SymmetricKey(
                sn=sn or self._number(app, ring), algorithm=algorithm, key=value
            )
            return msgspec.structs.replace(ring, made=ring.made + 1, symmetric=symmetric)

        return self._set(app, algorithm, changed)

    def set_public(self, app: App, algorithm: str, public_key: str, sn: str | None) -> KeyRing:
        """Give an app a public key in place of the one it had.

        Args:
            app: whose.
            algorithm: its name.
            public_key: in PEM.
            sn: its number; made up when None.
        """

        def changed(ring: KeyRing) -> KeyRing:
            public = PublicKey(
                sn=sn or self._number(app, ring), algorithm=algorithm, public_key=public_key
            )
            return msgspec.structs.replace(ring, made=ring.made + 1, public=public)

        return self._set(app, algorithm, changed)

    def _set(self, app: App, algorithm: str, changed: Callable[[KeyRing], KeyRing]) -> KeyRing:
        ring = self._table.change(app.appid, KeyRing(), changed)
        self._ledger.write(
            "api key set", f"{app.appid} was given a key of {algorithm}", appid=app.appid
        )
        return ring

    def _number(self, app: App, ring: KeyRing) -> str:
        return self._identifiers.random_bytes(16, "api key number", app.appid, ring.made).hex()
