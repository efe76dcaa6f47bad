"""A person scans a code or opens a link, and the Mini Program learns how."""

import base64
import io

import pytest
from PIL import Image

CODE = "/wxa/getwxacode"
UNLIMITED = "/wxa/getwxacodeunlimit"
QR = "/cgi-bin/wxaapp/createwxaqrcode"
SCHEME = "/wxa/generatescheme"
URL_LINK = "/wxa/generate_urllink"
SHORT_LINK = "/wxa/genwxashortlink"
DAY = 86_400


def scan(backend, picture, person="alice", **options):
    return backend.wx("scanCode", person, picture=base64.b64encode(picture).decode(), **options)


def link_of(backend, path, /, **changes):
    answer = backend.request(path).change(**changes).send().json
    return answer.get("openlink") or answer.get("url_link") or answer["link"]


def open_link(backend, link, person="alice", **options):
    return backend.wx("openLink", person, link=link, **options)


def launch(path="pages/index/index", number=1001, /, **query):
    return {
        "path": path,
        "query": query,
        "scene": number,
        "referrerInfo": {},
        "apiCategory": "default",
    }


@pytest.mark.parametrize(
    ("path", "scene", "kind"), [(CODE, 1047, "WX_CODE"), (QR, 1011, "QR_CODE")]
)
def test_scanning_a_picture_opens_the_page_with_its_query(backend, path, scene, kind):
    picture = backend.request(path).change(path="pages/a/a?id=1&x").send().data

    result = scan(backend, picture)

    assert result.pop("errMsg") == "scanCode:ok"
    text = result.pop("result")
    assert base64.b64decode(result.pop("rawData")).decode() == text
    assert text.endswith("/pages/a/a?id=1&x")
    assert result == {
        "scanType": kind,
        "charSet": "utf-8",
        "path": "pages/a/a?id=1&x",
        "appId": backend.app.appid,
        "envVersion": "release",
        "launchOptions": launch("pages/a/a", scene, id="1", x=""),
    }


def test_a_scene_arrives_encoded(backend):
    picture = backend.request(UNLIMITED).change(scene="a=1&b", env_version="trial").send().data

    result = scan(backend, picture)

    assert result["launchOptions"] == launch("pages/index/index", 1047, scene="a%3D1%26b")
    assert result["envVersion"] == "trial"


def test_a_code_without_a_page_opens_the_home_page(backend_with):
    backend = backend_with(pages=("pages/home", "pages/a"))

    result = scan(backend, backend.request(UNLIMITED).change(page=None).send().data)

    assert result["launchOptions"]["path"] == "pages/home"


def test_a_photo_of_a_code_is_as_good_as_the_code(backend):
    picture = Image.open(io.BytesIO(backend.send(CODE).data))
    photo = Image.new("RGB", (900, 700), "lightgrey")
    photo.paste(picture.rotate(7, fillcolor="white", expand=True), (200, 100))
    written = io.BytesIO()
    photo.save(written, "JPEG", quality=60)

    assert scan(backend, written.getvalue())["appId"] == backend.app.appid


def test_the_app_of_the_code_opens_whatever_was_open_before(backend, backend_with):
    other = backend_with()

    result = scan(backend, other.send(CODE).data, "bob")

    assert result["appId"] == other.app.appid
    assert "path" not in result
    assert other.wx("getEnterOptionsSync", "bob")["scene"] == 1047
    assert backend.wx("getEnterOptionsSync", "bob")["scene"] == 1001


def test_a_login_follows_a_scan(backend):
    scan(backend, backend.request(UNLIMITED).change(scene="table=7").send().data, "bob")

    entered = backend.wx("getEnterOptionsSync", "bob")

    assert entered["query"] == {"scene": "table%3D7"}
    assert backend.wx("getLaunchOptionsSync", "bob")["query"] == entered["query"]
    assert "openid" in backend.login("bob")


def test_who_has_scanned_nothing_came_from_the_list(backend):
    entered = backend.wx("getEnterOptionsSync")

    assert entered == {"errMsg": "getEnterOptionsSync:ok", **launch()}


def test_the_text_of_a_code_can_be_scanned_as_well(backend):
    text = f"https://mp.weixin.qq.com/a/~wxaqrcode/{backend.app.appid}/release/pages/a"

    assert backend.wx("scanCode", text=text)["launchOptions"] == launch("pages/a", 1011)


def test_a_code_of_somebody_elses_opens_nothing(backend):
    result = backend.wx("scanCode", text="https://example.com/menu")

    assert result["errMsg"] == "scanCode:ok"
    assert result["result"] == "https://example.com/menu"
    assert "launchOptions" not in result


def test_a_person_can_cancel(backend):
    assert backend.wx("scanCode", text="x", tap="refuse") == {
        "errMsg": "scanCode:fail cancel",
        "errno": 1,
    }
    link = link_of(backend, SCHEME)
    assert open_link(backend, link, tap="refuse")["errMsg"] == "openLink:fail cancel"


@pytest.mark.parametrize(
    "picture", [b"", b"no picture", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"\0" * 50]
)
def test_what_is_no_picture_has_no_code(backend, picture):
    assert scan(backend, picture)["errMsg"] == "scanCode:fail no code in the picture"


def test_a_picture_that_breaks_off_or_shows_nothing_has_no_code(backend):
    whole = backend.send(CODE).data
    blank = io.BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "PNG")

    for picture in (whole[: len(whole) // 8], blank.getvalue()):
        assert scan(backend, picture)["errMsg"] == "scanCode:fail no code in the picture"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"text": ""},
        {"text": 1},
        {"picture": 1},
        {"picture": "*"},
        {"picture": "é"},
        {"picture": "AAAA", "text": "x"},
    ],
)
def test_there_is_a_picture_or_a_text_to_scan(backend, options):
    assert backend.wx("scanCode", **options)["errMsg"] == "scanCode:fail invalid request data"


def test_a_code_of_an_unknown_or_unreleased_app_does_not_open(backend, backend_with):
    unreleased = backend_with(released=False)
    start = "https://mp.weixin.qq.com/a/~wxacode/"

    unknown = backend.wx("scanCode", text=f"{start}wx0/release/pages/a")
    assert unknown["errMsg"] == "scanCode:fail no such Mini Program"
    text = f"{start}{unreleased.app.appid}/release/pages/a"
    assert backend.wx("scanCode", text=text)["errMsg"].endswith("has no online release")
    assert "appId" in backend.wx("scanCode", text=text.replace("release", "develop"))


@pytest.mark.parametrize(
    ("path", "options", "scene"),
    [
        (SCHEME, {}, 1065),
        (URL_LINK, {}, 1194),
        (URL_LINK, {"inWeChat": True}, 1167),
        (SHORT_LINK, {}, 1179),
    ],
)
def test_opening_a_link_opens_its_page(backend, path, options, scene):
    result = open_link(backend, link_of(backend, path), "bob", **options)

    assert result == {
        "errMsg": "openLink:ok",
        "appId": backend.app.appid,
        "envVersion": "release",
        "launchOptions": launch("pages/index/index", scene, id="1"),
    }
    assert backend.wx("getEnterOptionsSync", "bob")["scene"] == scene


def test_a_scanned_url_link_opens_inside_wechat(backend):
    result = backend.wx("scanCode", text=link_of(backend, URL_LINK))

    assert result["launchOptions"]["scene"] == 1167


def test_what_the_sender_appended_reaches_the_page(backend):
    link = link_of(backend, URL_LINK) + "?cq=from%3Dsms%26n%3D2"

    assert open_link(backend, link)["launchOptions"]["query"] == {
        "id": "1",
        "from": "sms",
        "n": "2",
    }


@pytest.mark.parametrize("path", [SCHEME, URL_LINK])
def test_a_link_that_has_ended_opens_no_more(backend, world, path):
    link = link_of(backend, path, expire_type=1, expire_interval=1)
    world.clock.advance(DAY - 1)
    assert open_link(backend, link)["errMsg"] == "openLink:ok"

    world.clock.advance(1)
    assert open_link(backend, link)["errMsg"] == "openLink:fail link expired"
    world.clock.advance(DAY)
    assert open_link(backend, link)["errMsg"] == "openLink:fail link not found"


def test_a_short_link_lasts_30_days_or_for_ever(backend, world):
    ends = link_of(backend, SHORT_LINK)
    stays = link_of(backend, SHORT_LINK, is_permanent=True)
    world.clock.advance(30 * DAY)

    assert open_link(backend, ends)["errMsg"] == "openLink:fail link expired"
    world.clock.advance(1000 * DAY)
    assert open_link(backend, stays)["errMsg"] == "openLink:ok"


@pytest.mark.parametrize("path", [SCHEME, URL_LINK])
def test_a_link_opens_for_everybody_or_as_once_for_the_first_alone(backend, backend_with, path):
    def errmsgs(backend):
        link = link_of(backend, path)
        return [open_link(backend, link, who)["errMsg"] for who in ("bob", "alice", "bob")]

    assert errmsgs(backend) == ["openLink:ok"] * 3
    assert errmsgs(backend_with(link_for_one_person=True)) == [
        "openLink:ok",
        "openLink:fail link opened by another person",
        "openLink:ok",
    ]


def test_when_a_days_visits_are_used_up_links_open_no_more(backend_with, world):
    backend = backend_with(link_visits_per_day=1)
    link, short = link_of(backend, SCHEME), link_of(backend, SHORT_LINK)
    assert open_link(backend, link)["errMsg"] == "openLink:ok"

    assert open_link(backend, link)["errMsg"] == "openLink:fail daily visit limit"
    assert open_link(backend, short)["errMsg"] == "openLink:ok"
    world.clock.advance(DAY)
    assert open_link(backend, link)["errMsg"] == "openLink:ok"


def test_a_plain_scheme_opens_where_it_is_declared(backend, backend_with):
    declared = backend_with(plain_schemes=True)

    def plain(app):
        return f"weixin://dl/business/?appid={app.app.appid}&path=pages/a&query=a%3D1%26b%3D2"

    assert open_link(backend, plain(declared))["launchOptions"] == launch(
        "pages/a", 1286, a="1", b="2"
    )
    refused = open_link(backend, plain(backend))["errMsg"]
    assert refused == "openLink:fail plain schemes are not declared"


@pytest.mark.parametrize(
    "link", ["https://example.com", "weixin://dl/business/?x=1", "#小程序://a/b", "x", ""]
)
def test_what_is_no_link_does_not_open(backend, link):
    assert open_link(backend, link)["errMsg"] == "openLink:fail not a link of WeChat's"


@pytest.mark.parametrize("options", [{}, {"link": 7}, {"link": "x", "inWeChat": 1}])
def test_there_is_a_link_to_open(backend, options):
    assert backend.wx("openLink", **options)["errMsg"] == "openLink:fail invalid request data"
