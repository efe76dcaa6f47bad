"""WeChat's open-data cryptography: rawData, signature, encryptedData and iv.

Both halves stand here, making and checking, because the simulator plays
WeChat and the reference login server checks what WeChat made. Every rule is
documented under "open data verification and decryption" in the Mini Program
guide, and each is held to WeChat's own published samples by the tests.

The session_key travels as base64 text. Only AES uses the 16 bytes it decodes
to; the two signatures use the text itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK_BYTES = 16


class OpenDataError(ValueError):
    """Open data could not be decrypted.

    Attributes:
        code: the number that WeChat's own sample decryptors return for this
            kind of failure (-41001 key, -41002 iv, -41003 cipher text).
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def sign_raw_data(raw_data: str, session_key: str) -> str:
    """Return the ``signature`` that goes with ``rawData``.

    Args:
        raw_data: the JSON text exactly as the phone delivered it.
        session_key: the base64 text, not its decoded bytes.

    Returns:
        40 lowercase hex digits: sha1 of rawData with the session_key appended.
    """
    # sha1 is WeChat's choice; nothing here decides it.
    return hashlib.sha1((raw_data + session_key).encode(), usedforsecurity=False).hexdigest()


def raw_data_is_genuine(raw_data: str, signature: str, session_key: str) -> bool:
    """Tell whether ``signature`` was made for ``raw_data`` with ``session_key``.

    The comparison takes the same time wherever the two differ.
    """
    return hmac.compare_digest(
        sign_raw_data(raw_data, session_key).encode(), signature.encode("utf-8", "replace")
    )


def sign_session(session_key: str, message: str = "") -> str:
    """Return the login-state signature that ``/wxa/checksession`` wants.

    Args:
        session_key: the base64 text, used as the HMAC key as it stands.
        message: what is signed; the login-state calls sign the empty string.

    Returns:
        64 lowercase hex digits, HMAC-SHA256.
    """
    return hmac.new(session_key.encode(), message.encode(), hashlib.sha256).hexdigest()


def session_signature_is_genuine(signature: str, session_key: str, message: str = "") -> bool:
    """Tell whether ``signature`` is :func:`sign_session` of the same arguments."""
    return hmac.compare_digest(
        sign_session(session_key, message).encode(), signature.encode("utf-8", "replace")
    )


def encrypt(plaintext: str, session_key: str, iv: str) -> str:
    """Make an ``encryptedData``.

    Args:
        plaintext: the JSON text to hide.
        session_key: base64 of 16 bytes.
        iv: base64 of 16 bytes.

    Returns:
        base64 of AES-128-CBC over the PKCS#7-padded UTF-8 text.

    Raises:
        OpenDataError: the key or the iv is not base64 of 16 bytes.
    """
    padder = PKCS7(_BLOCK_BYTES * 8).padder()
    padded = padder.update(plaintext.encode()) + padder.finalize()
    encryptor = _cipher(session_key, iv).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode("ascii")


def decrypt(encrypted_data: str, session_key: str, iv: str) -> str:
    """Open an ``encryptedData``.

    A wrong key usually shows as broken padding. Once in some 250 times the
    padding looks right by chance and the text is nonsense, so a caller must
    still parse the JSON and check its watermark.

    Returns:
        The plaintext, normally JSON with a ``watermark``.

    Raises:
        OpenDataError: key, iv or cipher text are malformed, or do not belong
            together.
    """
    cipher = _cipher(session_key, iv)
    data = _decoded(encrypted_data, -41003, "encryptedData")
    if not data or len(data) % _BLOCK_BYTES:
        raise OpenDataError(
            -41003, f"encryptedData is {len(data)} bytes long, not a multiple of {_BLOCK_BYTES}"
        )
    decryptor = cipher.decryptor()
    padded = decryptor.update(data) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK_BYTES * 8).unpadder()
    try:
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError as error:
        raise OpenDataError(
            -41003, "encryptedData does not open: another session_key or iv encrypted it"
        ) from error


def _cipher(session_key: str, iv: str) -> Cipher[modes.CBC]:
    key = _decoded(session_key, -41001, "session_key")
    if len(key) != _BLOCK_BYTES:
        raise OpenDataError(-41001, f"session_key decodes to {len(key)} bytes, not 16")
    vector = _decoded(iv, -41002, "iv")
    if len(vector) != _BLOCK_BYTES:
        raise OpenDataError(-41002, f"iv decodes to {len(vector)} bytes, not 16")
    return Cipher(algorithms.AES(key), modes.CBC(vector))


def _decoded(text: str, code: int, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise OpenDataError(code, f"{what} is not base64") from error
