"""Where a person may be sent back to, and with what."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

# What browsers read otherwise than we do, or what ends a header.
_SUSPICIOUS = re.compile(r"[\x00-\x20\x7f\\]")


def is_registered(uri: str, domains: tuple[str, ...]) -> bool:
    """Tell whether an address leads to one of an app's redirect domains.

    The host must be the same, subdomains do not count (documented); the port
    must be the same where the domain names one, as a simulator's users have
    many sites on one host.
    """
    if _SUSPICIOUS.search(uri):
        return False
    try:
        parts = urlsplit(uri)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return False
    port = port or {"http": 80, "https": 443}[parts.scheme]
    known = {domain.lower() for domain in domains}
    return host in known or f"{host}:{port}" in known


def sent_back(uri: str, **parameters: str) -> str:
    """Return an address with parameters added to its query, before its fragment."""
    page, hash_sign, fragment = uri.partition("#")
    separator = "&" if "?" in page else "?"
    return f"{page}{separator}{urlencode(parameters)}{hash_sign}{fragment}"
