"""Where a request of the program really goes."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from wxsim.miniprogram.domains import DomainRule, host_of, origin_of
from wxsim.miniprogram.messages import DOMAIN_NOT_LISTED, Failure

EVERYTHING = "*"
_STAYS_HERE = Failure(
    DOMAIN_NOT_LISTED.text,
    DOMAIN_NOT_LISTED.errno,
    "a rule of wxsim run's own",
    hint="{origin} is not on this machine, and a run never leaves it; say where that server is: "
    "--map {origin}=http://127.0.0.1:3000",
)
_NOT_LISTED = Failure(
    DOMAIN_NOT_LISTED.text,
    DOMAIN_NOT_LISTED.errno,
    DOMAIN_NOT_LISTED.source,
    hint="with --strict-domains only https origins named by --map or --domain may be called, and "
    "{origin} is none: scheme, host and port must be as listed",
)


class Roads(DomainRule):
    """Maps the origins of the program, and keeps its requests on this machine.

    Args:
        mapped: by the origin in the program, the one to call instead; ``*``
            stands for every origin that is not on this machine.
        listed: the only origins that may be called, as the program writes
            them; None checks none.

    Raises:
        ValueError: an entry is no origin, or one that WeChat never allows.
    """

    def __init__(self, mapped: Mapping[str, str], listed: Iterable[str] | None = None) -> None:
        DomainRule(origin for origin in mapped if origin != EVERYTHING)
        DomainRule(mapped.values())
        super().__init__(None)
        self._mapped = {origin.lower(): target for origin, target in mapped.items()}
        self._targets = {target.lower() for target in self._mapped.values()}
        self._console = DomainRule(None if listed is None else map(_https, listed))

    def lead(self, url: str) -> tuple[str, Failure | None]:
        """Return where a URL of the program leads, or why it may not be called.

        A text that is no URL leads to itself: the network will say so.
        """
        try:
            host = host_of(url)
        except ValueError:
            return url, None
        refused = self._console.refusal(url)
        if refused is not None:
            return url, _NOT_LISTED if refused is DOMAIN_NOT_LISTED else refused
        origin = origin_of(url)
        target = self._mapped.get(origin)
        if target is None and not _is_here(host):
            target = self._mapped.get(EVERYTHING)
        if target is None:
            return url, None
        parts = urlsplit(url)
        rest = parts._replace(scheme="", netloc="").geturl()
        return target.rstrip("/") + (rest if rest.startswith("/") else f"/{rest}"), None

    def refusal(self, url: str) -> Failure | None:
        """Return why a URL that was led may not be called: redirects come here too."""
        if _is_here(host_of(url)) or origin_of(url) in self._targets:
            return super().refusal(url)
        return super().refusal(url) or _STAYS_HERE


def _https(origin: str) -> str:
    if not origin.lower().startswith("https://") or _is_address(host_of(origin)):
        raise ValueError(
            f"{origin!r} could not be listed in WeChat's console: it takes https and a name, "
            "no IP address"
        )
    return origin


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
