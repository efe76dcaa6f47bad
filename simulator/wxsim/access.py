"""Who may use the simulator's own doors.

The doors give out every secret in the world, so they are for this machine
alone. A page in the developer's browser is on this machine too: its requests
bear its own Origin, or, where its name was made to point here (DNS rebinding),
its own Host. Both are refused. A token lets in whoever bears it.
"""

from __future__ import annotations

import hmac
import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit


class NoAccess(NamedTuple):
    """Why a request is refused.

    Attributes:
        status: 401 where a token is wanted, 403 where none would be asked for.
        error: what was wrong.
        hint: what would be right.
    """

    status: int
    error: str
    hint: str


_BEARER_HINT = (
    "send it as `Authorization: Bearer TOKEN`; the wxsim command takes it from WXSIM_CONTROL_TOKEN"
)
_LOOPBACK_HINT = (
    "ask from this machine at http://127.0.0.1, or start with `wxsim serve --control-token TOKEN`"
)


def no_access(
    *, token: str | None, authorization: str, host: str, origin: str, client_ip: str
) -> NoAccess | None:
    """Tell why a request to ``/_wxsim`` is refused, or return None where it is not.

    Args:
        token: what was set, if anything; an empty one is none.
        authorization: the header.
        host: the header.
        origin: the header; empty where there is none.
        client_ip: where the request comes from; empty where no socket is involved.
    """
    if token:
        sent = authorization.removeprefix("Bearer ").encode("utf-8", "replace")
        if authorization.startswith("Bearer ") and hmac.compare_digest(sent, token.encode()):
            return None
        return NoAccess(401, "this simulator wants its control token", _BEARER_HINT)
    if client_ip and not _is_loopback(client_ip):
        return NoAccess(403, f"{client_ip} is another machine", _LOOPBACK_HINT)
    if not _is_loopback(_name_in(host)):
        return NoAccess(403, f"the Host header says {host!r}", _LOOPBACK_HINT)
    if origin and origin != f"http://{host}":
        return NoAccess(
            403,
            f"a page of {origin} asks",
            "the simulator's doors are not for other people's pages; use a control token if you "
            "mean it",
        )
    return None


def _name_in(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    # What listens on [::] sees 127.0.0.1 as ::ffff:127.0.0.1.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
