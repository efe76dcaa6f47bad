"""The pages as HTML. They ask for nothing from elsewhere and run no script but their own."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from markupsafe import Markup

from wxsim.oauth.asking import Asking
from wxsim.oauth.errors import PageError
from wxsim.oauth.redirects import sent_back
from wxsim.world import Person, Unknown, World
from wxsim.world.qr_logins import QrLogin

# More would be a long page; anybody else can be made the visitor.
_SHOWN = 100

_QR_SCALE = 5


def consent_page(world: World, asking: Asking, visitor: Person) -> Response:
    """Ask a person whether a site may know them.

    Args:
        world: whose people there are to pick from.
        asking: what is asked.
        visitor: who is picked to begin with.
    """
    people, others = people_on(world, visitor)
    return page("consent.html", asking=asking, people=people, others=others)


def scan_page(
    world: World, asking: Asking, visitor: Person, login: QrLogin, confirm: str
) -> Response:
    """Show a QR code to log in by, and the people who may scan it right here.

    Args:
        world: whose people there are to pick from.
        asking: what is asked.
        visitor: who is picked to begin with.
        login: what the QR code is for.
        confirm: the address that the QR code opens.
    """
    people, others = people_on(world, visitor)
    # Where the site wants the code, nobody knows it yet.
    back = sent_back(asking.redirect_uri, code=login.uuid, state=asking.state)
    before, _, after = back.partition(login.uuid)
    return page(
        "scan.html",
        policy=f"script-src 'self'; connect-src 'self'; frame-ancestors {_embedding(asking)}",
        asking=asking,
        people=people,
        others=others,
        uuid=login.uuid,
        before=before,
        after=after,
        qr=_qr_code(confirm),
    )


def people_on(world: World, visitor: Person) -> tuple[list[Person], int]:
    """Return the people that a page shows, the visitor first, and how many it does not show."""
    everybody = world.people.list()
    people = [visitor, *(one for one in everybody if one.name != visitor.name)][:_SHOWN]
    return people, len(everybody) - len(people)


def person_named(world: World, name: str) -> Person:
    """Return who a form says it is.

    Raises:
        PageError: there is no such person.
    """
    try:
        return world.people.get(name)
    except Unknown as unknown:
        raise PageError(0, str(unknown)) from unknown


def refused_page(asking: Asking) -> Response:
    """Tell the person that nobody was told anything."""
    return page("refused.html", asking=asking)


def error_page(error: PageError) -> Response:
    """Say why a page does not open, with WeChat's number (the status is assumed: 200)."""
    return page("error.html", number=error.number, texts=error.texts, why=error.why)


def page(template: str, policy: str = "frame-ancestors 'none'", **shown: Any) -> Response:
    """Render a template; everything that is shown is escaped by it.

    Args:
        template: its name.
        policy: what the page may do besides looking as it does.
        shown: what the template knows.
    """
    response = Response(render_template(f"open_weixin/{template}", **shown))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; {policy}"
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
