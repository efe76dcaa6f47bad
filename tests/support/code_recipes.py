"""How every refusal of codes, links, media and the datacube comes about.

A recipe takes what makes an app's backend, given its switches, and a path.
`test_every_errcode` follows the recipes and looks at the bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxsim.server_api.routes import ROUTES

Recipe = Callable[[Callable[..., Any], str], Any]

CODE = "/wxa/getwxacode"
UNLIMITED = "/wxa/getwxacodeunlimit"
QR = "/cgi-bin/wxaapp/createwxaqrcode"
SCHEME = "/wxa/generatescheme"
URL_LINK = "/wxa/generate_urllink"
SHORT_LINK = "/wxa/genwxashortlink"
QUERY_SCHEME = "/wxa/queryscheme"
QUERY_URL_LINK = "/wxa/query_urllink"
UPLOAD = "/cgi-bin/media/upload"
MEDIA = "/cgi-bin/media/get"
DATACUBE = [route.path for route in ROUTES if route.path.startswith("/datacube/")]

POSTED_JSON = [CODE, UNLIMITED, QR, SCHEME, URL_LINK, SHORT_LINK, QUERY_SCHEME, QUERY_URL_LINK]
POSTED_JSON += DATACUBE

CODE_TEXTS = {
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40066: "invalid url",
    40129: "invalid scene",
    40159: "invalid length for path, or the data is not json string",
    40165: "invalid weapp pagepath",
    40169: "invalid length for scene, or the data is not json string",
    40212: "invalid query",
    40225: "invalid page title",
    41005: "media data missing",
    41030: "invalid page",
    44990: "reach max api second frequence limit",
    44993: "reach max api day frequence limit",
    45001: "media size out of limit",
    45029: "qrcode count out of limit",
    61500: "date format error",
    61501: "date range error",
    85079: "miniprogram has no online release",
    85088: "cloud base is not opened",
    85096: "not allow include scancode_time field",
    85400: "reach max long time quota limit",
    85401: "time limit between 1min and 30days",
    85402: "invalid env_version",
    85403: "not found",
    85405: "appid or path not support plain scheme",
    85406: "daily visit limit",
    85407: "no scheme permission",
    85408: "appid banned",
}
HINTED_CODES = {(path, 61501) for path in DATACUBE}


def sent(switches: dict[str, Any] | None = None, **changes: Any) -> Recipe:
    """Send a request that is good but for ``changes``, to an app with ``switches``."""
    return lambda make, path: make(**(switches or {})).request(path).change(**changes).send()


def twice(changes: dict[str, Any] | None = None, **switches: Any) -> Recipe:
    """Send one request two times, to an app with ``switches``."""

    def recipe(make: Callable[..., Any], path: str) -> Any:
        request = make(**switches).request(path).change(**(changes or {}))
        assert b"errcode" not in (first := request.send().data) or b'"errcode":0,' in first
        return request.send()

    return recipe


def of_another_method(make: Callable[..., Any], path: str) -> Any:
    request = make().request(path)
    request.method = "GET"
    return request.send()


def as_a_form(make: Callable[..., Any], path: str) -> Any:
    request = make().request(path)
    return request.client.post(path, query_string=request.query, data=request.body)


def two_hours_later(make: Callable[..., Any], path: str) -> Any:
    backend = make()
    request = backend.request(path)
    backend.world.clock.advance(7200)
    return request.send()


def after_the_last_visit(make: Callable[..., Any], path: str) -> Any:
    backend = make(link_visits_per_day=1)
    link = backend.ask(SCHEME)["openlink"]
    assert backend.wx("openLink", link=link)["errMsg"] == "openLink:ok"
    return backend.send(path)


def plain(page: str = "pages/index/index", query: str = "id=1", env: str = "release") -> Recipe:
    def recipe(make: Callable[..., Any], path: str) -> Any:
        backend = make(plain_schemes=page != "undeclared")
        scheme = f"appid={backend.app.appid}&path={page}&query={query}&env_version={env}"
        return backend.send(path, scheme=f"weixin://dl/business/?{scheme}")

    return recipe


def uploaded(name: str = "cat.jpg", data: bytes = b"a cat", **changes: Any) -> Recipe:
    def recipe(make: Callable[..., Any], path: str) -> Any:
        request = make().request(path).change(**changes)
        request.files = {"media": (name, data)} if name else {}
        return request.send()

    return recipe


def by_token(path: str) -> dict[tuple[str, int], Recipe]:
    return {
        (path, 40001): sent(access_token="97_made-up"),
        (path, 41001): sent(access_token=None),
        (path, 42001): two_hours_later,
    }


def making(path: str, wrong: dict[str, dict[str, Any]]) -> dict[tuple[str, int], Recipe]:
    """Return what both schemes and URL links refuse; ``wrong`` puts a target in its place."""
    return {
        **{(path, code): sent({"link_refusal": code}) for code in (40002, 40013, 85407, 85408)},
        (path, 40165): sent(**wrong["path"]),
        (path, 40212): sent(**wrong["query"]),
        (path, 44990): twice(links_per_second=1),
        (path, 44993): twice(links_per_day=1),
        (path, 85079): sent({"released": False}),
        (path, 85401): sent(expire_type=1, expire_interval=31),
        (path, 85402): sent(**wrong["env_version"]),
        (path, 85406): after_the_last_visit,
    }


_WRONG = {"path": "pages/a?b=1", "query": "名=1", "env_version": "beta"}

CODE_OWN_TEXTS = {(SHORT_LINK, 43104): "this appid does not have permission"}
CODE_RECIPES: dict[tuple[str, int], Recipe] = {
    **{
        row: recipe
        for path in (*POSTED_JSON, UPLOAD, MEDIA)
        for row, recipe in by_token(path).items()
    },
    **{(path, 43002): of_another_method for path in (*POSTED_JSON, UPLOAD)},
    **{(path, 47001): as_a_form for path in POSTED_JSON},
    **{(path, 85096): sent(path="pages/a?scancode_time=1") for path in (CODE, QR)},
    **{(path, 40159): sent(path="") for path in (CODE, QR)},
    **{(path, 45029): twice(codes_in_total=1) for path in (CODE, QR)},
    (CODE, 40097): sent(env_version="beta"),
    (UNLIMITED, 40097): sent(width="wide"),
    (UNLIMITED, 40129): sent(scene="id%3D1"),
    (UNLIMITED, 40169): sent(scene="x" * 33),
    (UNLIMITED, 41030): sent(page="/pages/index/index"),
    (UNLIMITED, 85096): sent(page="pages/a?scancode_time=1"),
    **making(SCHEME, {name: {"jump_wxa": {name: value}} for name, value in _WRONG.items()}),
    **making(URL_LINK, {name: {name: value} for name, value in _WRONG.items()}),
    (URL_LINK, 85088): sent(cloud_base={"env": "x"}),
    (SHORT_LINK, 40066): sent(page_url=""),
    (SHORT_LINK, 40225): sent(page_title="a/b"),
    (SHORT_LINK, 43104): sent({"link_refusal": 43104}),
    (SHORT_LINK, 85400): twice({"is_permanent": True}, permanent_short_links=1),
    (QUERY_SCHEME, 40002): sent({"link_refusal": 40002}),
    (QUERY_SCHEME, 40097): sent(scheme="https://example.com"),
    (QUERY_SCHEME, 40165): plain(page="pages/a?b=1"),
    (QUERY_SCHEME, 40212): plain(query="名"),
    (QUERY_SCHEME, 85402): plain(env="beta"),
    (QUERY_SCHEME, 85403): sent(scheme="weixin://dl/business/?t=nothing"),
    (QUERY_SCHEME, 85405): plain(page="undeclared"),
    (QUERY_URL_LINK, 40097): sent(query_type=2),
    (QUERY_URL_LINK, 85403): sent(url_link="https://wxaurl.cn/nothing"),
    (UPLOAD, 40004): uploaded(type="picture"),
    (UPLOAD, 40005): uploaded("cat.exe"),
    (UPLOAD, 41005): uploaded(""),
    (UPLOAD, 45001): uploaded(data=b"x" * 65_537, type="thumb"),
    (MEDIA, 40007): sent(media_id="nothing"),
    **{(path, 61500): sent(begin_date="2025-11-22") for path in DATACUBE},
    **{(path, 61501): sent(begin_date="20251123", end_date="20251123") for path in DATACUBE},
}
