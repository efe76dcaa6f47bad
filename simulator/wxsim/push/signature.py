"""The two signatures of a push."""

from __future__ import annotations

import hashlib
import hmac


def sign(token: str, *parts: str) -> str:
    """Return the sha1 of a token and other texts, sorted and joined (documented: message push).

    Args:
        token: the app's.
        parts: timestamp and nonce for ``signature``; those and the cipher text
            for ``msg_signature``.

    Returns:
        40 lowercase hex digits.
    """
    joined = "".join(sorted((token, *parts)))
    # sha1 is WeChat's choice; nothing here decides it.
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def is_genuine(signature: str, token: str, *parts: str) -> bool:
    """Tell whether ``signature`` is :func:`sign` of the rest."""
    return hmac.compare_digest(sign(token, *parts), signature)
