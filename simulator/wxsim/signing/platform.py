"""The platform's own key, which signs the answers."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from wxsim.signing import rsa_pss
from wxsim_fixtures import PLATFORM_CERTIFICATE_FILE, PLATFORM_KEY_FILE


def certificate() -> str:
    """Return the platform's certificate in PEM."""
    return PLATFORM_CERTIFICATE_FILE.read_text(encoding="ascii")


@lru_cache(maxsize=1)
def serial() -> str:
    """Return the number of the certificate as the console shows it.

    It is not the serial number that stands in the certificate (documented).
    """
    return hashlib.sha256(certificate().encode()).hexdigest()[:32]


def sign(text: bytes, salt: bytes) -> str:
    """Sign an answer, with RSA whatever the app signs with (documented).

    Args:
        text: see :func:`wxsim.signing.texts.text_to_sign`.
        salt: 32 bytes.

    Returns:
        The signature in base64.
    """
    return base64.b64encode(rsa_pss.sign(_key(), text, salt)).decode()


@lru_cache(maxsize=1)
def _key() -> RSAPrivateKey:
    key = load_pem_private_key(PLATFORM_KEY_FILE.read_bytes(), password=None)
    assert isinstance(key, RSAPrivateKey)  # noqa: S101  # the file is ours
    return key
