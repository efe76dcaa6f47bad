"""The signatures of developers' servers, by the name of their algorithm."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping

from wxsim.signing import rsa_pss, sm2


def _rsa(public_key: str, _sn: str, text: bytes, signature: bytes) -> bool:
    return rsa_pss.verify(rsa_pss.public_key_of(public_key), text, signature)


def _sm2(public_key: str, sn: str, text: bytes, signature: bytes) -> bool:
    return sm2.verify(sm2.read_public_key(public_key), sn, text, signature)


_READERS: Mapping[str, Callable[[str], object]] = {
    "RSAwithSHA256": rsa_pss.public_key_of,
    "SM2withSM3": sm2.read_public_key,
}
_VERIFIERS = {"RSAwithSHA256": _rsa, "SM2withSM3": _sm2}

# Documented: the Server API signing guide.
SIGNATURES = tuple(_VERIFIERS)


def require_public_key(algorithm: str, public_key: str) -> None:
    """Hold a public key in PEM against an algorithm of :data:`SIGNATURES`.

    Raises:
        BadKey: it is no such key.
    """
    _READERS[algorithm](public_key)


def is_genuine(algorithm: str, public_key: str, sn: str, text: bytes, signature: str) -> bool:
    """Tell whether a signature fits a text.

    Args:
        algorithm: one of :data:`SIGNATURES`.
        public_key: in PEM.
        sn: the number of the key, which SM2 signs as the name of the signer.
        text: see :func:`wxsim.signing.texts.text_to_sign`.
        signature: in base64.
    """
    try:
        decoded = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return _VERIFIERS[algorithm](public_key, sn, text, decoded)
