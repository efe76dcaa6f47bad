"""The encryption of pushes and of the answers to them (documented: message push).

AES-256 in CBC mode. The initialisation vector is the first half of the key, and
the padding is PKCS#7 to blocks of 32 bytes, which are not AES's own. What is
encrypted is 16 random bytes, the length of the message in 4 bytes, the message
and the appid.
"""

from __future__ import annotations

import base64
import binascii
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK_BYTES = 32
_RANDOM_BYTES = 16
_AES_BLOCK_BYTES = 16
_HEAD_BYTES = _RANDOM_BYTES + 4


class PushCryptoError(ValueError):
    """A cipher text does not open; the message says why in plain words."""


def encrypt(message: str, encoding_aes_key: str, appid: str, random16: str) -> str:
    """Return the ``Encrypt`` of a message.

    Args:
        message: the body that is hidden.
        encoding_aes_key: 43 characters.
        appid: whose push it is.
        random16: 16 ASCII characters that nobody can guess.

    Raises:
        PushCryptoError: the key is none.
    """
    content = message.encode()
    head = random16.encode("ascii") + struct.pack(">I", len(content))
    padder = PKCS7(_BLOCK_BYTES * 8).padder()
    padded = padder.update(head + content + appid.encode()) + padder.finalize()
    encryptor = _cipher(encoding_aes_key).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode("ascii")


def decrypt(encrypted: str, encoding_aes_key: str, appid: str) -> str:
    """Open an ``Encrypt``.

    Returns:
        The message.

    Raises:
        PushCryptoError: the key is none, another key encrypted it, or it was
            made for another app.
    """
    cipher = _cipher(encoding_aes_key)
    try:
        data = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PushCryptoError("Encrypt is not base64") from error
    if not data or len(data) % _AES_BLOCK_BYTES:
        raise PushCryptoError(f"Encrypt is {len(data)} bytes long, not a multiple of 16")
    decryptor = cipher.decryptor()
    padded = decryptor.update(data) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK_BYTES * 8).unpadder()
    other_key = "Encrypt does not open: another EncodingAESKey made it, or another padding"
    try:
        plain = unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise PushCryptoError(other_key) from error
    if len(plain) < _HEAD_BYTES:
        raise PushCryptoError("Encrypt holds less than 16 random bytes and a length")
    (length,) = struct.unpack(">I", plain[_RANDOM_BYTES:_HEAD_BYTES])
    content, owner = plain[_HEAD_BYTES : _HEAD_BYTES + length], plain[_HEAD_BYTES + length :]
    if len(content) < length:
        raise PushCryptoError("Encrypt names a length that is greater than what it holds")
    if owner != appid.encode():
        raise PushCryptoError(
            f"Encrypt was made for {owner.decode('utf-8', 'replace')!r}, not for {appid}"
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise PushCryptoError("what Encrypt holds is not UTF-8") from error


def _cipher(encoding_aes_key: str) -> Cipher[modes.CBC]:
    try:
        key = base64.b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError) as error:
        raise PushCryptoError("the EncodingAESKey is not base64") from error
    if len(key) != _BLOCK_BYTES:
        raise PushCryptoError(f"the EncodingAESKey decodes to {len(key)} bytes, not 32")
    return Cipher(algorithms.AES(key), modes.CBC(key[:_AES_BLOCK_BYTES]))
