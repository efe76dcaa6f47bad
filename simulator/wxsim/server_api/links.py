"""Links that open a Mini Program from a message, a web page or an e-mail."""

from __future__ import annotations

import re
from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.link_targets import (
    LONGEST_LIFETIME,
    LONGEST_QUERY,
    link_lifetime,
    link_target,
    plain_target,
)
from wxsim.server_api.parameters import in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, TOKEN_ERRORS, Route
from wxsim.world import App, Refused, World
from wxsim.world.link_texts import LinkKind, MadeLink, PlainScheme, link_text, read_link
from wxsim.world.links import CannotOpen, Link
from wxsim.world.pages import is_released_page, split_path

# Documented: longer titles are cut, with dots in the place of the rest.
_LONGEST_TITLE = 20
# Assumed: what would break the form of a short link.
_TITLE = re.compile(r"[^/\s\x00-\x1f]([^/\x00-\x1f]*)")


def generate_scheme(world: World, call: Call) -> dict[str, Any]:
    """Make an encrypted scheme: ``POST /wxa/generatescheme``.

    Where nothing is said of its end it lasts 30 days (documented: the longest;
    assumed: the default).

    Raises:
        Refused: 47001, then as :func:`link_target` and :meth:`Links.make` do, and
            85401 before the latter; the order is assumed.
    """
    body = json_body(call)
    jump = body.get("jump_wxa")
    if jump is None:
        jump = {}
    if not isinstance(jump, dict):
        raise Refused(47001, "jump_wxa is not an object")
    link = _make(world, call.app, "scheme", jump, body)
    return {"errcode": 0, "errmsg": "ok", "openlink": link_text("scheme", link.ticket)}


def generate_url_link(world: World, call: Call) -> dict[str, Any]:
    """Make a URL link: ``POST /wxa/generate_urllink``.

    Raises:
        Refused: 85088 ``cloud_base`` without cloud development, and all that
            :func:`generate_scheme` says.
    """
    body = json_body(call)
    if body.get("cloud_base") is not None and not call.app.switches.cloud_base:
        raise Refused(85088, f"{call.app.appid} has no cloud development; cloud_base is off")
    link = _make(world, call.app, "url_link", body, body)
    return {"errcode": 0, "errmsg": "ok", "url_link": link_text("url_link", link.ticket)}


def generate_short_link(world: World, call: Call) -> dict[str, Any]:
    """Make a short link: ``POST /wxa/genwxashortlink``.

    Raises:
        Refused: 47001, 43104 by the app's switch, 40066 no such page, 40225
            the title is none, 85400 too many without an end.
    """
    body = json_body(call)
    app = call.app
    if app.switches.link_refusal == 43104:
        raise Refused(43104, f"link_refusal of {app.appid} is 43104")
    page, query = split_path(text_of(body.get("page_url")))
    page = page.removeprefix("/")
    too_long = len(page) + len(query) > LONGEST_QUERY
    if not page or too_long or not is_released_page(app, page):
        raise Refused(40066, f"the released version of {app.appid} has no page {page!r}")
    # Without a title the app's name stands in its place (assumed).
    name = app.name.replace("/", "")
    title = name if body.get("page_title") is None else body["page_title"]
    if not isinstance(title, str) or not _TITLE.fullmatch(title):
        raise Refused(40225, f"page_title is {title!r}, which is no plain text")
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE] + "..."
    link = world.links.make(
        app,
        "short_link",
        path=page,
        query=query,
        env_version="release",
        lifetime=None if body.get("is_permanent") is True else LONGEST_LIFETIME,
    )
    written = link_text("short_link", link.ticket, name, title)
    return {"errcode": 0, "errmsg": "ok", "link": written}


def query_scheme(world: World, call: Call) -> dict[str, Any]:
    """Tell where a scheme leads, or how many openings are left: ``POST /wxa/queryscheme``.

    Raises:
        Refused: 47001, 40002 by the app's switch, 40097 no scheme or an unknown
            query_type, 85403 no scheme of this app. Of a plain scheme, 40165,
            40212 and 85402 what it names is wrong, 85405 it is not declared.
    """
    body = json_body(call)
    if call.app.switches.link_refusal == 40002:
        raise Refused(40002, f"link_refusal of {call.app.appid} is 40002")
    if _asks_for_quota(body):
        return _quota(world, call.app)
    written = read_link(text_of(body.get("scheme")))
    if isinstance(written, PlainScheme):
        return {"errcode": 0, "errmsg": "ok", "scheme_info": plain_target(call.app, written)}
    info = _info(_found(world, call.app, written, "scheme"), written)
    return {"errcode": 0, "errmsg": "ok", "scheme_info": info}


def query_url_link(world: World, call: Call) -> dict[str, Any]:
    """Tell where a URL link leads, or how many openings are left: ``POST /wxa/query_urllink``.

    Raises:
        Refused: 47001, 40097 no URL link or an unknown query_type, 85403 no
            URL link of this app.
    """
    body = json_body(call)
    if _asks_for_quota(body):
        return _quota(world, call.app)
    written = read_link(text_of(body.get("url_link")))
    info = _info(_found(world, call.app, written, "url_link"), written)
    # The misspelt name is the documentation's.
    cloud = dict.fromkeys(("env", "doamin", "path", "query", "resource_appid"), "")
    return {"errcode": 0, "errmsg": "ok", "url_link_info": {**info, "cloud_base": cloud}}


def _make(
    world: World, app: App, kind: LinkKind, target: dict[str, Any], body: dict[str, Any]
) -> Link:
    path, query, env_version = link_target(app, target)
    lifetime = link_lifetime(body, world.clock.now(app.appid))
    return world.links.make(
        app, kind, path=path, query=query, env_version=env_version, lifetime=lifetime
    )


def _asks_for_quota(body: dict[str, Any]) -> bool:
    kind = body.get("query_type") or 0
    if kind not in (0, 1):
        raise Refused(40097, f"query_type is {kind!r}; there is 0 for a link and 1 for the quota")
    return bool(kind == 1)


def _quota(world: World, app: App) -> dict[str, Any]:
    left = world.links.visits_left(app)
    return {"errcode": 0, "errmsg": "ok", "quota_info": {"remain_visit_quota": left}}


def _found(world: World, app: App, written: MadeLink | PlainScheme | None, kind: LinkKind) -> Link:
    if not isinstance(written, MadeLink) or written.kind != kind:
        raise Refused(40097, f"what was sent has not the form of a {kind}")
    why = f"{app.appid} has no {kind} …{written.ticket[-4:]}"
    try:
        link = world.links.find(kind, written.ticket)
    except CannotOpen as error:
        raise Refused(85403, why) from error
    if link.appid != app.appid:
        raise Refused(85403, why)
    return link


def _info(link: Link, written: MadeLink | PlainScheme | None) -> dict[str, Any]:
    added = written.added if isinstance(written, MadeLink) else ""
    return {
        "appid": link.appid,
        "path": link.path,
        "query": "&".join(filter(None, [link.query, added])),
        "create_time": int(link.made_at),
        "expire_time": int(link.expires_at),
        "env_version": link.env_version,
    }


_PAGES = DOCS + "qrcode-link/"
_TESTS = ("contract/test_links.py",)
_EVERY = (*COMMON_ERRORS, *TOKEN_ERRORS, 43002, 47001)
_MAKING = (
    *(*_EVERY, 40002, 40013, 40165, 40212, 44990, 44993),
    *(85079, 85401, 85402, 85406, 85407, 85408),
)

ROUTES = (
    Route(
        path="/wxa/generatescheme",
        methods=("POST",),
        handler=generate_scheme,
        needs_token=True,
        errcodes=_MAKING,
        parameters=in_json(
            "jump_wxa?:object",
            "is_expire?:boolean",
            "expire_type?:integer",
            "expire_time?:integer",
            "expire_interval?:integer",
        ),
        documentation=_PAGES + "url-scheme/api_generatescheme.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/wxa/generate_urllink",
        methods=("POST",),
        handler=generate_url_link,
        needs_token=True,
        errcodes=(*_MAKING, 85088),
        parameters=in_json(
            "path?",
            "query?",
            "expire_type?:integer",
            "expire_time?:integer",
            "expire_interval?:integer",
            "env_version?",
            "cloud_base?:object",
        ),
        documentation=_PAGES + "url-link/api_generateurllink.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/wxa/genwxashortlink",
        methods=("POST",),
        handler=generate_short_link,
        needs_token=True,
        errcodes=(*_EVERY, 40066, 40225, 43104, 85400),
        texts={43104: "this appid does not have permission"},
        parameters=in_json("page_url", "page_title?", "is_permanent?:boolean"),
        documentation=_PAGES + "short-link/api_generateshortlink.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/wxa/queryscheme",
        methods=("POST",),
        handler=query_scheme,
        needs_token=True,
        errcodes=(*_EVERY, 40002, 40097, 40165, 40212, 85402, 85403, 85405),
        parameters=in_json("scheme?", "query_type?:integer"),
        documentation=_PAGES + "url-scheme/api_queryscheme.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/wxa/query_urllink",
        methods=("POST",),
        handler=query_url_link,
        needs_token=True,
        errcodes=(*_EVERY, 40097, 85403),
        parameters=in_json("url_link?", "query_type?:integer"),
        documentation=_PAGES + "url-link/api_queryurllink.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
)
