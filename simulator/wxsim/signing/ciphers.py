"""Encrypted bodies: AES-256 or SM4 in Galois/counter mode.

Documented: the Server API signing guide.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes

from wxsim.signing.errors import BadKey


class _Kind(NamedTuple):
    algorithm: Callable[[bytes], CipherAlgorithm]
    key_bytes: int


CIPHERS = {
    "AES256_GCM": _Kind(algorithms.AES, 32),
    "SM4_GCM": _Kind(algorithms.SM4, 16),
}


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An encrypted body, each field in base64.

    Attributes:
        iv: 12 bytes.
        data: what was encrypted.
        authtag: 16 bytes.
    """

    iv: str
    data: str
    authtag: str


class CannotOpen(ValueError):
    """A body is no envelope, or another key or other additional data closed it."""


def key_of(algorithm: str, key: str) -> bytes:
    """Return the bytes of a symmetric key.

    Args:
        algorithm: one of :data:`CIPHERS`.
        key: in base64.

    Raises:
        BadKey: it is not base64, or has the wrong length.
    """
    wanted = CIPHERS[algorithm].key_bytes
    try:
        decoded = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"a key of {algorithm} is base64 of {wanted} bytes") from None
    if len(decoded) != wanted:
        raise BadKey(f"a key of {algorithm} has {wanted} bytes, this one {len(decoded)}")
    return decoded


def seal(algorithm: str, key: str, plaintext: bytes, additional: bytes, iv: bytes) -> bytes:
    """Encrypt a body.

    Args:
        algorithm: one of :data:`CIPHERS`.
        key: in base64.
        plaintext: a JSON object.
        additional: see :func:`wxsim.signing.texts.additional_data`.
        iv: 12 bytes that were never used with this key.

    Returns:
        The envelope as compact JSON, as it is sent and signed.
    """
    mode = modes.GCM(iv)
    encryptor = Cipher(CIPHERS[algorithm].algorithm(key_of(algorithm, key)), mode).encryptor()
    encryptor.authenticate_additional_data(additional)
    data = encryptor.update(plaintext) + encryptor.finalize()
    parts = {"iv": iv, "data": data, "authtag": encryptor.tag}
    encoded = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return msgspec.json.encode(Envelope(**encoded))


def open_sealed(algorithm: str, key: str, body: bytes, additional: bytes) -> bytes:
    """Decrypt what :func:`seal` or a developer's server has encrypted.

    Raises:
        CannotOpen: it is no envelope, or key or additional data are others.
    """
    iv, data, tag = _parts(body)
    mode = modes.GCM(iv, tag)
    decryptor = Cipher(CIPHERS[algorithm].algorithm(key_of(algorithm, key)), mode).decryptor()
    decryptor.authenticate_additional_data(additional)
    try:
        return decryptor.update(data) + decryptor.finalize()
    except InvalidTag:
        raise CannotOpen("it was closed with another key or other additional data") from None


def _parts(body: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        envelope = msgspec.json.decode(body, type=Envelope)
        iv, data, tag = (
            base64.b64decode(part, validate=True)
            for part in (envelope.iv, envelope.data, envelope.authtag)
        )
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise CannotOpen(f"it is no object of iv, data and authtag in base64: {error}") from None
    for name, part, wanted in (("iv", iv, 12), ("authtag", tag, 16)):
        if len(part) != wanted:
            raise CannotOpen(f"{name} has {len(part)} bytes instead of {wanted}")
    return iv, data, tag


def object_in(plaintext: bytes) -> dict[str, Any]:
    """Return the JSON object that an envelope held.

    Raises:
        CannotOpen: it held something else.
    """
    try:
        return msgspec.json.decode(plaintext, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CannotOpen("what it holds is not a JSON object") from None
