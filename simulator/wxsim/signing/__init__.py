"""The cryptography of signed and encrypted calls of the Server API."""

from wxsim.signing.ciphers import CIPHERS, CannotOpen, open_sealed, seal
from wxsim.signing.errors import BadKey
from wxsim.signing.signatures import SIGNATURES, is_genuine, require_public_key
from wxsim.signing.texts import OFFICIAL_ADDRESS, additional_data, text_to_sign

__all__ = [
    "CIPHERS",
    "OFFICIAL_ADDRESS",
    "SIGNATURES",
    "BadKey",
    "CannotOpen",
    "additional_data",
    "is_genuine",
    "open_sealed",
    "require_public_key",
    "seal",
    "text_to_sign",
]
