"""SM2withSM3: signatures on the curve of GB/T 32918, over the hash of GB/T 32905.

The cryptography package has SM3 but not SM2, and gmssl, the usual library for
Python, signs for one fixed identity only, where WeChat takes the number of
the key (documented: the Server API signing guide). So the arithmetic stands
here. It takes no care to hide from whoever measures its time: the simulator
has no secrets.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from wxsim.signing.errors import BadKey

_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = _P - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123

_SIZE = 32
# In DER: the names of elliptic curves and of this one; then what stands before
# the two coordinates of a SubjectPublicKeyInfo, and before the number in a key
# of RFC 5915, which a PKCS #8 key wraps.
_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
_PUBLIC_HEAD = bytes.fromhex("3059") + _ALGORITHM + bytes.fromhex("03420004")
_NUMBER_HEAD = bytes.fromhex("0201010420")
_PRIVATE_HEAD = bytes.fromhex("3041020100") + _ALGORITHM + bytes.fromhex("04273025") + _NUMBER_HEAD
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----(.*?)-----END [A-Z ]+-----", re.DOTALL)


class Point(NamedTuple):
    """A point of the curve; the point at infinity is None."""

    x: int
    y: int


_G = Point(
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)


def verify(public_key: Point, identity: str, text: bytes, signature: bytes) -> bool:
    """Tell whether a signature fits a text.

    Args:
        public_key: of whoever signed.
        identity: the number of the key.
        text: what was signed.
        signature: in DER.
    """
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return False
    if not (1 <= r < _ORDER and 1 <= s < _ORDER):
        return False
    point = _add(_times(s, _G), _times((r + s) % _ORDER, public_key))
    return point is not None and (_digest(public_key, identity, text) + point.x) % _ORDER == r


def sign(private_key: int, identity: str, text: bytes, nonce: int) -> bytes:
    """Sign a text.

    Args:
        private_key: signs.
        identity: the number of the key.
        text: what is signed.
        nonce: from 1 below the curve's order, and never twice with one key.

    Returns:
        The signature in DER.
    """
    point = _times(nonce, _G)
    assert point is not None, "the nonce is no multiple of the order"  # noqa: S101  # see above
    r = (_digest(public_key_of(private_key), identity, text) + point.x) % _ORDER
    s = pow(1 + private_key, -1, _ORDER) * (nonce - r * private_key) % _ORDER
    return encode_dss_signature(r, s)


def public_key_of(private_key: int) -> Point:
    """Return the public key that goes with a private one."""
    point = _times(private_key, _G)
    assert point is not None, "a private key is no multiple of the order"  # noqa: S101  # see above
    return point


def read_public_key(pem: str) -> Point:
    """Read a public key.

    Raises:
        BadKey: it is no SM2 key in PEM, or no point of the curve.
    """
    der = _der(pem)
    if len(der) != len(_PUBLIC_HEAD) + 2 * _SIZE or not der.startswith(_PUBLIC_HEAD):
        raise BadKey("that is no public key of SM2 (SubjectPublicKeyInfo, not compressed)")
    point = Point(int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big"))
    if (point.y**2 - point.x**3 - _A * point.x - _B) % _P:
        raise BadKey("that is no point of the curve of SM2")
    return point


def read_private_key(pem: str) -> int:
    """Read a private key.

    Raises:
        BadKey: it is no SM2 key in PEM.
    """
    before, _, after = _der(pem).partition(_NUMBER_HEAD)
    number = int.from_bytes(after[:_SIZE], "big")
    if _ALGORITHM not in before or not 1 <= number < _ORDER - 1:
        raise BadKey("that is no private key of SM2 (PKCS #8)")
    return number


def write_keys(private_key: int) -> tuple[str, str]:
    """Return a private key and its public key in PEM."""
    point = public_key_of(private_key)
    return (
        _pem("PRIVATE KEY", _PRIVATE_HEAD + _bytes(private_key)),
        _pem("PUBLIC KEY", _PUBLIC_HEAD + _bytes(point.x) + _bytes(point.y)),
    )


def _digest(public_key: Point, identity: str, text: bytes) -> int:
    """Return the hash of the signer and of the text, as a number."""
    name = identity.encode()
    curve = b"".join(map(_bytes, (_A, _B, *_G, *public_key)))
    signer = _sm3((8 * len(name)).to_bytes(2, "big") + name + curve)
    return int.from_bytes(_sm3(signer + text), "big")


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _bytes(number: int) -> bytes:
    return number.to_bytes(_SIZE, "big")


def _add(one: Point | None, other: Point | None) -> Point | None:
    if one is None or other is None:
        return other if one is None else one
    if one.x == other.x:
        if (one.y + other.y) % _P == 0:
            return None
        slope = (3 * one.x * one.x + _A) * pow(2 * one.y, -1, _P)
    else:
        slope = (other.y - one.y) * pow(other.x - one.x, -1, _P)
    x = (slope * slope - one.x - other.x) % _P
    return Point(x, (slope * (one.x - x) - one.y) % _P)


def _times(number: int, point: Point) -> Point | None:
    result, power = None, point
    while number:
        if number & 1:
            result = _add(result, power)
        doubled = _add(power, power)
        assert doubled is not None, "the order of the curve is odd"  # noqa: S101  # no point of order 2
        power = doubled
        number >>= 1
    return result


def _der(pem: str) -> bytes:
    found = _PEM.search(pem)
    try:
        return base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except (binascii.Error, ValueError):
        return b""


def _pem(kind: str, der: bytes) -> str:
    lines = re.findall(".{1,64}", base64.b64encode(der).decode())
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])
