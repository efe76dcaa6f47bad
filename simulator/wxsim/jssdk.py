"""The signature with which a web page may use WeChat's JS-SDK.

Documented: JS-SDK guide, appendix 1. Making and checking stand side by side,
as in :mod:`wxsim.opendata`.
"""

from __future__ import annotations

import hashlib
import hmac


def sign_page(ticket: str, nonce: str, timestamp: int | str, url: str) -> str:
    """Return the ``signature`` for ``wx.config``.

    Args:
        ticket: the jsapi_ticket.
        nonce: any text; the page passes it on as ``nonceStr``.
        timestamp: Unix seconds.
        url: the page's address; what follows ``#`` does not count.

    Returns:
        40 lowercase hex digits.
    """
    page, _, _ = url.partition("#")
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    # sha1 is WeChat's choice; nothing here decides it.
    return hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def page_signature_is_genuine(
    signature: str, ticket: str, nonce: str, timestamp: int | str, url: str
) -> bool:
    """Tell whether ``signature`` was made with these; see :func:`sign_page`.

    The comparison takes the same time wherever the two differ.
    """
    wanted = sign_page(ticket, nonce, timestamp, url)
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
