"""TLS for the faked hosts, each with a certificate of its own."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

from wxsim.hosts import FAKED_HOSTS, is_faked
from wxsim.redirect.authority import Authority, open_authority

# Who names no host at all is taken to mean the first one.
_DEFAULT_HOST = FAKED_HOSTS[0]
_LOCAL_HOST = "localhost"


def server_context(
    authority: Authority, refused: Callable[[str], object] = lambda _: None
) -> ssl.SSLContext:
    """Return a TLS context that shows each caller the certificate of the host it names (SNI).

    A faked host and localhost are known; any other name gets the alert
    ``unrecognized_name``.

    Args:
        authority: signs the certificates.
        refused: told the name of a host that is not known.
    """
    contexts: dict[str, ssl.SSLContext] = {}

    def context_of(host: str) -> ssl.SSLContext:
        if host not in contexts:
            contexts[host] = _context(authority, host)
        return contexts[host]

    def choose(
        connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext
    ) -> int | None:
        if name is None:
            return None
        host = name.lower().rstrip(".")
        if not is_faked(host) and host != _LOCAL_HOST:
            refused(name)
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.context = context_of(host)
        return None

    first = context_of(_DEFAULT_HOST)
    first.sni_callback = choose
    return first


def kept_context(folder: Path) -> ssl.SSLContext:
    """Return :func:`server_context` of the authority that is kept in a folder.

    Raises:
        AuthorityError: it cannot be used.
    """
    authority, _ = open_authority(folder)
    return server_context(authority)


def _context(authority: Authority, host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    authority.leaf(host).configure_cert(context)
    return context
