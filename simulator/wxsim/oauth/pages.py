"""The pages as HTML. They ask for nothing from elsewhere, and run no script of a stranger's."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from markupsafe import Markup

from wxsim.oauth.asking import Asking
from wxsim.oauth.errors import PageError
from wxsim.world import Person, World

# More would be a long page; anybody else can be made the visitor.
_SHOWN = 100

_QR_SCALE = 5


def consent_page(world: World, asking: Asking, visitor: Person, address: str) -> Response:
    """Ask a person whether a site may know them.

    Args:
        world: whose people there are to pick from.
        asking: what is asked.
        visitor: who is picked to begin with.
        address: of this page; what its QR code says, where it has one.
    """
    everybody = world.people.list()
    people = [visitor, *(one for one in everybody if one.name != visitor.name)][:_SHOWN]
    by_qr = asking.app.kind == "website"
    return page(
        "consent.html",
        frames=_embedding(asking) if by_qr else "'none'",
        asking=asking,
        people=people,
        others=len(everybody) - len(people),
        qr=_qr_code(address) if by_qr else None,
    )


def refused_page(asking: Asking) -> Response:
    """Tell the person that nobody was told anything."""
    return page("refused.html", asking=asking)


def error_page(error: PageError) -> Response:
    """Say why a page does not open, with WeChat's number (the status is assumed: 200)."""
    return page("error.html", number=error.number, texts=error.texts, why=error.why)


def page(template: str, frames: str = "'none'", **shown: Any) -> Response:
    """Render a template; everything that is shown is escaped by it.

    Args:
        template: its name.
        frames: the sources of pages that may embed this one.
        shown: what the template knows.
    """
    response = Response(render_template(f"open_weixin/{template}", **shown))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors {frames}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # With no referrer at all a form would come from the origin "null".
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _embedding(asking: Asking) -> str:
    """Return who may show the QR code in a frame, as sites do: the site itself."""
    hosts = [domain if ":" in domain else f"{domain}:*" for domain in asking.app.redirect_domains]
    return " ".join(["'self'", *hosts])


def _qr_code(text: str) -> Markup:
    # Only this page needs it.
    import segno  # noqa: PLC0415  # see above

    # segno draws paths of numbers; nothing of the text gets into the SVG.
    return Markup(segno.make(text, error="m", micro=False).svg_inline(scale=_QR_SCALE))  # noqa: S704  # see above
