"""What tests read off the pages that ask for consent."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

AUTHORIZE = "/connect/oauth2/authorize"


QRCONNECT = "/connect/qrconnect"


SITE = "http://shop.example/back"


def address(appid, page=AUTHORIZE, scope="snsapi_userinfo", **changes):
    """Return the address of a page, its parameters changed or, where None, left out."""
    good = {"appid": appid, "redirect_uri": SITE, "response_type": "code", "scope": scope}
    query = {**good, "state": "S1", **changes}
    return f"{page}?" + urlencode({name: it for name, it in query.items() if it is not None})


def number_on(response) -> int:
    found = re.search(r'class="number">(\d+)<', response.text)
    return int(found[1]) if found else 0


def sent_to(response) -> dict[str, str]:
    """Return what a person brings along who is sent back to the site."""
    assert response.status_code == 302, response.text
    assert response.location.startswith(SITE + "?")
    query = parse_qs(urlsplit(response.location).query, keep_blank_values=True)
    return {name: value for name, (value,) in query.items()}


def person_of(world, code: str) -> str:
    return world.web_codes.find(code).person


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harmless(response) -> None:
    elements = Elements(response.text).found
    assert elements
    own = ("script", {"src": "/connect/scan.js"})
    elements = [element for element in elements if element != own]
    assert not {tag for tag, _ in elements} & {"script", "img", "iframe", "link", "object", "base"}
    for tag, attributes in elements:
        assert not any(name.startswith("on") for name in attributes), tag
        assert not {"src", "href", "action", "srcset", "background"} & set(attributes), tag
    assert "url(" not in response.text
    assert "49" not in re.sub(r"<svg.*?</svg>|wx[0-9a-f]{16}", "", response.text, flags=re.DOTALL)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
