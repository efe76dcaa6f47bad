"""The forms of links, as people see and open them."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wxsim.world.pages import query_of

LinkKind = Literal["scheme", "url_link", "short_link"]

# Documented: the guides to URL Scheme, URL Link and Short Link.
_SCHEME = "weixin://dl/business/?"
_URL_LINK = re.compile(r"https://(?:wxaurl|wxmpurl)\.cn/(\w+)(?:\?(.*))?", re.DOTALL)
_SHORT_LINK = re.compile(r"#小程序://[^/]+/[^/]+/(\w+)")
_ENCODED = re.compile(rb"%([0-9a-fA-F]{2})")

# Documented samples.
TICKET_LENGTHS: dict[LinkKind, int] = {"scheme": 11, "url_link": 11, "short_link": 15}


class MadeLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that WeChat made, as it is written.

    Attributes:
        added: the query that its sender has appended as ``cq``.
    """

    kind: LinkKind
    ticket: str
    added: str = ""


class PlainScheme(msgspec.Struct, frozen=True, kw_only=True):
    """A scheme that anybody can write, for it names what it opens."""

    appid: str
    path: str
    query: str
    env_version: str


def link_text(kind: LinkKind, ticket: str, name: str = "", title: str = "") -> str:
    """Return a link as people see it.

    Args:
        kind: which form.
        ticket: what stands for the target.
        name: the app's, for a short link.
        title: of the page, for a short link.
    """
    if kind == "scheme":
        return f"{_SCHEME}t={ticket}"
    return (
        f"https://wxaurl.cn/{ticket}"
        if kind == "url_link"
        else f"#小程序://{name}/{title}/{ticket}"
    )


def read_link(text: str) -> MadeLink | PlainScheme | None:
    """Return what a text says as a link of WeChat's, or None where it is none."""
    if text.startswith(_SCHEME):
        fields = {name: decoded(value) for name, value in query_of(text[len(_SCHEME) :]).items()}
        if "t" in fields:
            return MadeLink(kind="scheme", ticket=fields["t"], added=_appended(text))
        if "appid" not in fields:
            return None
        return PlainScheme(
            appid=fields["appid"],
            path=fields.get("path", ""),
            query=_after(text, "query="),
            env_version=fields.get("env_version", "") or "release",
        )
    url = _URL_LINK.fullmatch(text)
    if url is not None:
        return MadeLink(kind="url_link", ticket=url[1], added=_appended(f"?{url[2] or ''}"))
    short = _SHORT_LINK.fullmatch(text)
    return None if short is None else MadeLink(kind="short_link", ticket=short[1])


def decoded(text: str) -> str:
    """Return a text without its URL encoding."""
    raw = _ENCODED.sub(lambda found: bytes([int(found[1], 16)]), text.encode("utf-8", "replace"))
    return raw.decode("utf-8", "replace")


def _appended(text: str) -> str:
    return _after(text, "cq=")


def _after(text: str, name: str) -> str:
    # Documented samples: the rest of the link is this one value, encoded or not.
    found = re.search(rf"[?&]{name}(.*?)(?:&env_version=.*)?\Z", text, re.DOTALL)
    return decoded(found[1]) if found else ""
