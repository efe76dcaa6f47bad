"""Whether a form was sent by our own page."""

from __future__ import annotations


def is_from_here(site: str | None, origin: str | None, host: str) -> bool:
    """Tell whether a POST comes from a page of this server and not from somebody else's.

    Every browser says where a form comes from, and no page can make it lie. A
    program that is no browser says nothing, and has no person whom another
    page could trick.

    Args:
        site: the header ``Sec-Fetch-Site``, of browsers since 2023.
        origin: the header ``Origin``, of all others.
        host: what the request calls this server.
    """
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin in (f"http://{host}", f"https://{host}")
