"""The keys of signed and encrypted calls, and the platform's certificate."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxsim.control.route import Asked, Route, does, get
from wxsim.signing import CIPHERS, BadKey, platform, require_public_key
from wxsim.signing.ciphers import key_of
from wxsim.world import App, InvalidValue
from wxsim.world.api_keys import KeyRing, PublicKey, SymmetricKey


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers are verified with.

    Attributes:
        serial: the number in the header Wechatmp-Serial.
        certificate: in PEM.
    """

    serial: str
    certificate: str


class KeysShown(msgspec.Struct, frozen=True, kw_only=True):
    """What WeChat's console shows under API security."""

    appid: str
    symmetric: SymmetricKey | None
    public: PublicKey | None
    platform: Certificate


class NewSymmetricKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A symmetric key to be.

    Attributes:
        key: in base64; made up when left out.
        sn: its number; made up when left out.
    """

    algorithm: Literal["AES256_GCM", "SM4_GCM"] = "AES256_GCM"
    key: str | None = None
    sn: str | None = None


class NewPublicKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public half of a key pair that somebody has made.

    Attributes:
        public_key: in PEM.
        sn: its number; made up when left out.
    """

    public_key: str
    algorithm: Literal["RSAwithSHA256", "SM2withSM3"] = "RSAwithSHA256"
    sn: str | None = None


def show_keys(asked: Asked) -> KeysShown:
    """Return the keys of an app."""
    app = asked.world.apps.get(asked.path["appid"])
    return _shown(app, asked.world.api_keys.of(app))


def set_symmetric_key(asked: Asked) -> KeysShown:
    """Give an app a symmetric key in place of the one it had.

    Raises:
        InvalidValue: the key does not have the form of its algorithm.
    """
    app, new = asked.world.apps.get(asked.path["appid"]), asked.body
    if new.key is not None:
        try:
            key_of(new.algorithm, new.key)
        except BadKey as error:
            raise InvalidValue("that is not a symmetric key", str(error)) from error
    size = CIPHERS[new.algorithm].key_bytes
    ring = asked.world.api_keys.set_symmetric(app, new.algorithm, size, new.key, new.sn)
    return _shown(app, ring)


def set_public_key(asked: Asked) -> KeysShown:
    """Give an app a public key in place of the one it had.

    Raises:
        InvalidValue: it is no public key of its algorithm.
    """
    app, new = asked.world.apps.get(asked.path["appid"]), asked.body
    try:
        require_public_key(new.algorithm, new.public_key)
    except BadKey as error:
        raise InvalidValue(
            f"that is not a public key of {new.algorithm}: {error}",
            "give it in PEM, from BEGIN PUBLIC KEY to END PUBLIC KEY",
        ) from error
    return _shown(app, asked.world.api_keys.set_public(app, new.algorithm, new.public_key, new.sn))


def _shown(app: App, ring: KeyRing) -> KeysShown:
    return KeysShown(
        appid=app.appid,
        symmetric=ring.symmetric,
        public=ring.public,
        platform=Certificate(serial=platform.serial(), certificate=platform.certificate()),
    )


ROUTES: tuple[Route, ...] = (
    get(
        "/apps/{appid}/keys",
        "the keys with which an app signs and encrypts, and the platform's certificate",
        show_keys,
        KeysShown,
        finds=True,
    ),
    does(
        "PUT /apps/{appid}/keys/symmetric",
        "sets the key that encrypts; one is made up when none is given",
        set_symmetric_key,
        KeysShown,
        body=NewSymmetricKey,
        finds=True,
    ),
    does(
        "PUT /apps/{appid}/keys/public",
        "sets the key that an app's signatures are held against",
        set_public_key,
        KeysShown,
        body=NewPublicKey,
        finds=True,
    ),
)
