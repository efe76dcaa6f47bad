"""RSAwithSHA256, which here means RSASSA-PSS with SHA-256, MGF1 and a salt of 32 bytes.

Documented: the Server API signing guide. Checking is left to the library.
Signing is done here, for the library draws its salt from the machine, and in
the simulator the same seed gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from math import ceil

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from wxsim.signing.errors import BadKey

SALT_BYTES = 32

_HASH_BYTES = 32
_TRAILER = b"\xbc"


def public_key_of(pem: str) -> RSAPublicKey:
    """Read a public key.

    Raises:
        BadKey: it is no RSA key in PEM.
    """
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey(f"that is no public key in PEM: {error}") from None
    if not isinstance(key, RSAPublicKey):
        raise BadKey("that is a public key, but not one of RSA")
    return key


def verify(public_key: RSAPublicKey, text: bytes, signature: bytes) -> bool:
    """Tell whether a signature fits a text."""
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), SALT_BYTES)
    try:
        public_key.verify(signature, text, scheme, hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def padded_otherwise(public_key: str, text: bytes, signature: str) -> bool:
    """Tell whether a signature would fit a text by another padding than it should have.

    Args:
        public_key: in PEM.
        text: what should have been signed.
        signature: in base64.
    """
    key = public_key_of(public_key)
    schemes = (padding.PKCS1v15(), padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO))
    for scheme in schemes:
        try:
            key.verify(base64.b64decode(signature), text, scheme, hashes.SHA256())
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def sign(private_key: RSAPrivateKey, text: bytes, salt: bytes) -> bytes:
    """Sign a text (RFC 8017, 8.1.1 and 9.1.1).

    Args:
        private_key: signs.
        text: what is signed.
        salt: 32 bytes that nobody can guess, where there is something to guard.
    """
    numbers = private_key.private_numbers()
    n = numbers.public_numbers.n
    bits = n.bit_length() - 1
    size = ceil(bits / 8)
    digest = hashlib.sha256(bytes(8) + hashlib.sha256(text).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(size - _HASH_BYTES - 1, b"\x00")
    masked = int.from_bytes(block, "big") ^ int.from_bytes(_mask(digest, len(block)), "big")
    # The bits above the modulus stay empty.
    masked &= (1 << (bits - 8 * (size - len(block)))) - 1
    encoded = masked.to_bytes(len(block), "big") + digest + _TRAILER
    signed = pow(int.from_bytes(encoded, "big"), numbers.d, n)
    return signed.to_bytes(ceil(n.bit_length() / 8), "big")


def _mask(seed: bytes, size: int) -> bytes:
    """Return MGF1 over SHA-256."""
    blocks = range(ceil(size / _HASH_BYTES))
    return b"".join(hashlib.sha256(seed + number.to_bytes(4, "big")).digest() for number in blocks)[
        :size
    ]
