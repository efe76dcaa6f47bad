"""The way from the gate to the rest of the network: directly, or by the user's own proxy."""

from __future__ import annotations

import asyncio
import base64
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_CONNECT_SECONDS = 20
_DEFAULT_PORTS = {"http": 80, "https": 443}


class NoWay(Exception):
    """A host cannot be reached; the text says why."""


@dataclass(frozen=True)
class Outside:
    """How the user's programs reach the network when wxsim is not there.

    Attributes:
        proxies: by scheme, and ``no`` for the hosts without one, as
            :func:`urllib.request.getproxies_environment` returns them.
        offline: reach nothing at all.
    """

    proxies: Mapping[str, str] = field(default_factory=dict)
    offline: bool = False

    @classmethod
    def of_this_process(cls, *, offline: bool = False) -> Outside:
        """Read the environment of this process."""
        return cls(urllib.request.getproxies_environment(), offline)

    async def connect(self, host: str, port: int) -> Streams:
        """Open a connection to a host, through the proxy for HTTPS if there is one.

        Raises:
            NoWay: it cannot be had.
        """
        proxy = self._proxy(host, "https")
        if proxy is None:
            return await _open(host, port)
        reader, writer = await _open_proxy(proxy)
        writer.write(
            f"CONNECT {_bracketed(host)}:{port} HTTP/1.1\r\nHost: {_bracketed(host)}:{port}\r\n"
            f"{authorization(proxy)}\r\n".encode("latin-1")
        )
        try:
            answer = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            writer.close()
            raise NoWay(f"your proxy {_shown(proxy)} ended the connection") from error
        status = answer.split(b"\r\n", 1)[0].decode("latin-1")
        if " 200" not in status:
            writer.close()
            raise NoWay(f"your proxy {_shown(proxy)} says {status}")
        return reader, writer

    async def connect_plain(self, host: str, port: int) -> tuple[Streams, str | None]:
        """Open a connection for one plain HTTP request.

        Returns:
            The connection, and the proxy at its other end; None if it is the host itself.

        Raises:
            NoWay: it cannot be had.
        """
        proxy = self._proxy(host, "http")
        if proxy is None:
            return await _open(host, port), None
        return await _open_proxy(proxy), proxy

    def _proxy(self, host: str, scheme: str) -> str | None:
        if self.offline:
            raise NoWay("--offline lets nothing through but WeChat; leave it out to allow it")
        proxies = dict(self.proxies)
        if urllib.request.proxy_bypass_environment(host, proxies):  # type: ignore[attr-defined]  # typeshed forgets it
            return None
        return proxies.get(scheme) or proxies.get("all")


def authorization(proxy: str) -> str:
    """Return the header line that a proxy's password wants, or nothing."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return ""
    secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Proxy-Authorization: Basic {base64.b64encode(secret.encode()).decode()}\r\n"


async def _open_proxy(proxy: str) -> Streams:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise NoWay(f"your proxy {_shown(proxy)} is of a kind that wxsim does not speak")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    return await _open(parts.hostname, port, tls=parts.scheme == "https")


async def _open(host: str, port: int, *, tls: bool = False) -> Streams:
    try:
        opening = asyncio.open_connection(host, port, ssl=True if tls else None)
        return await asyncio.wait_for(opening, _CONNECT_SECONDS)
    except asyncio.TimeoutError as error:
        raise NoWay(f"{host}:{port} did not answer in {_CONNECT_SECONDS} s") from error
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NoWay(f"{host}:{port} cannot be reached: {reason}") from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _shown(proxy: str) -> str:
    """Return a proxy's address without its password."""
    return proxy.rsplit("@", 1)[-1]
