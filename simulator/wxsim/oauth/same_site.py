"""Whether a form was sent by our own page."""

from __future__ import annotations

from flask import Request

from wxsim.oauth.errors import PageError


def require_own_form(request: Request) -> None:
    """See to it that a POST comes from a page of this server and not from somebody else's.

    Every browser says where a form comes from, in ``Sec-Fetch-Site`` since
    2023 and in ``Origin`` before, and no page can make it lie. A program that
    is no browser says nothing, and has no person whom another page could trick.

    Raises:
        PageError: it comes from another site's page.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        ours = origin is None or origin in (f"http://{request.host}", f"https://{request.host}")
    if not ours:
        raise PageError(0, "the answer comes from a page of another site")
