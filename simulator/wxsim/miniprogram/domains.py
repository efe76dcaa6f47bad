"""Which servers a Mini Program may call."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from wxsim.miniprogram.messages import DOMAIN_NEVER_ALLOWED, DOMAIN_NOT_LISTED, Failure

_NEVER_ALLOWED = "api.weixin.qq.com"


def host_of(url: str) -> str:
    """Return the host of an http or https URL in small letters.

    Raises:
        ValueError: it is no such URL, or has no host or an impossible port.
    """
    parts = urlsplit(url)
    # Reading the port is what makes urlsplit check it.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(f"{url!r} is not an http or https URL with a host")
    return parts.hostname


def origin_of(url: str) -> str:
    """Return ``scheme://host`` with the port if one is written, in small letters."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


class DomainRule:
    """The list of request domains of the WeChat console.

    Documented (network page): scheme, host and port must be as listed; a listed
    ``https://example.com`` does not cover its subdomains, nor
    ``https://example.com:443``. Observed: api.weixin.qq.com cannot be listed.
    The console takes https only and no IP address; here http and loopback may
    be listed, because that is where a server under development listens.

    Args:
        domains: origins such as ``https://example.com``; None checks nothing but
            api.weixin.qq.com, like the switch in the developer tools.

    Raises:
        ValueError: an entry is no origin, or one that WeChat never allows.
    """

    def __init__(self, domains: Iterable[str] | None) -> None:
        self._listed = None if domains is None else frozenset(map(_entry, domains))

    def refusal(self, url: str) -> Failure | None:
        """Return why ``url`` may not be called, or None if it may."""
        if host_of(url).rstrip(".") == _NEVER_ALLOWED:
            return DOMAIN_NEVER_ALLOWED
        if self._listed is not None and origin_of(url) not in self._listed:
            return DOMAIN_NOT_LISTED
        return None


def _entry(domain: str) -> str:
    try:
        host = host_of(domain)
    except ValueError:
        host = ""
    if not host or domain.lower() != origin_of(domain):
        raise ValueError(
            f"domains: {domain!r} is no origin; write scheme, host and port only,"
            " such as https://example.com or http://127.0.0.1:5000"
        )
    if host.rstrip(".") == _NEVER_ALLOWED:
        raise ValueError(f"domains: WeChat never lets {_NEVER_ALLOWED} be listed")
    return domain.lower()
