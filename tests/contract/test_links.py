"""Schemes, URL links and short links, and the questions about them."""

import re
from typing import NamedTuple

import pytest

SCHEME = "/wxa/generatescheme"
URL_LINK = "/wxa/generate_urllink"
SHORT_LINK = "/wxa/genwxashortlink"
QUERY_SCHEME = "/wxa/queryscheme"
QUERY_URL_LINK = "/wxa/query_urllink"
DAY = 86_400


class Kind(NamedTuple):
    """What makes a link, the field it comes in, what asks about it, and with which field."""

    path: str
    field: str
    query: str
    asked: str


KINDS = [
    Kind(SCHEME, "openlink", QUERY_SCHEME, "scheme"),
    Kind(URL_LINK, "url_link", QUERY_URL_LINK, "url_link"),
]
both = pytest.mark.parametrize("kind", KINDS, ids=["scheme", "url_link"])


def ask(backend, path, /, **changes):
    return backend.request(path).change(**changes).send().json


def info(backend, kind, link):
    answer = ask(backend, kind.query, **{kind.asked: link})
    return answer[f"{kind.asked}_info"]


def test_links_have_the_forms_of_wechats(backend):
    assert re.fullmatch(r"weixin://dl/business/\?t=\w{11}", ask(backend, SCHEME)["openlink"])
    assert re.fullmatch(r"https://wxaurl\.cn/\w{11}", ask(backend, URL_LINK)["url_link"])
    short = ask(backend, SHORT_LINK, page_title="活动页")["link"]
    assert re.fullmatch(rf"#小程序://{backend.app.name}/活动页/\w{{15}}", short)


@both
def test_an_answer_begins_with_errcode_and_errmsg(backend, kind):
    answer = ask(backend, kind.path)
    assert list(answer) == ["errcode", "errmsg", kind.field]
    assert list(ask(backend, kind.query))[:2] == ["errcode", "errmsg"]


@both
def test_a_link_tells_where_it_leads(backend, now, kind):
    link = ask(backend, kind.path, expire_type=1, expire_interval=7)[kind.field]

    told = info(backend, kind, link)

    assert told.pop("cloud_base", {}).keys() <= {"env", "doamin", "path", "query", "resource_appid"}
    assert told == {
        "appid": backend.app.appid,
        "path": "pages/index/index",
        "query": "id=1",
        "create_time": int(now),
        "expire_time": int(now) + 7 * DAY,
        "env_version": "release",
    }


@both
@pytest.mark.parametrize("added", ["a=hello", "a%3Dhello"])
def test_what_a_sender_appends_comes_after_the_query(backend, kind, added):
    link = ask(backend, kind.path)[kind.field]
    joint = "&" if kind.path == SCHEME else "?"

    assert info(backend, kind, f"{link}{joint}cq={added}")["query"] == "id=1&a=hello"


@both
@pytest.mark.parametrize(
    ("end", "lasts"),
    [
        ({}, 30 * DAY),
        ({"is_expire": False, "expire_time": 1}, 30 * DAY),
        ({"expire_type": 0, "expire_time": 60}, 60),
        ({"expire_time": 30 * DAY}, 30 * DAY),
        ({"expire_type": 1, "expire_interval": 1}, DAY),
        ({"expire_type": 1, "expire_interval": 30, "expire_time": 1}, 30 * DAY),
        ({"expire_time": 59}, None),
        ({"expire_time": 30 * DAY + 1}, None),
        ({"expire_time": "soon"}, None),
        ({"expire_type": 1}, None),
        ({"expire_type": 1, "expire_interval": 0}, None),
        ({"expire_type": 1, "expire_interval": 31}, None),
        ({"expire_type": 1, "expire_interval": 1.5}, None),
        ({"expire_type": 2, "expire_interval": 1}, None),
    ],
)
def test_a_link_lasts_a_minute_to_30_days(backend, now, kind, end, lasts):
    if isinstance(end.get("expire_time"), int):
        end = {**end, "expire_time": int(now) + end["expire_time"]}

    answer = ask(backend, kind.path, **end)

    if lasts is None:
        assert answer["errcode"] == 85401
    else:
        assert info(backend, kind, answer[kind.field])["expire_time"] == int(now) + lasts


@both
def test_a_link_is_told_of_for_a_day_after_its_end_and_then_forgotten(backend, world, kind):
    link = ask(backend, kind.path, expire_type=1, expire_interval=1)[kind.field]
    world.clock.advance(DAY)
    assert ask(backend, kind.query, **{kind.asked: link})["errcode"] == 0

    world.clock.advance(DAY)
    assert ask(backend, kind.query, **{kind.asked: link})["errcode"] == 85403


@both
def test_of_another_apps_link_nothing_is_told(backend, backend_with, kind):
    link = ask(backend_with(), kind.path)[kind.field]

    assert ask(backend, kind.query, **{kind.asked: link})["errcode"] == 85403


def test_a_scheme_is_no_url_link_and_the_other_way_round(backend):
    scheme, url = ask(backend, SCHEME)["openlink"], ask(backend, URL_LINK)["url_link"]

    for path, field, wrong in [
        (QUERY_SCHEME, "scheme", url),
        (QUERY_URL_LINK, "url_link", scheme),
    ]:
        for text in (wrong, "", None, 7, "https://example.com/x", "weixin://dl/business/?x=1"):
            assert ask(backend, path, **{field: text})["errcode"] == 40097


@both
def test_pages_are_checked_and_may_begin_with_a_slash(backend_with, kind):
    backend = backend_with(pages=("pages/home", "pages/a"))

    def errcode(page):
        return ask(backend, kind.path, path=page, jump_wxa={"path": page})["errcode"]

    assert [errcode(page) for page in ("pages/a", "/pages/a", "", None)] == [0] * 4
    assert [errcode(page) for page in ("pages/b", "pages/a?x=1", "//pages/a")] == [40165] * 3


@both
def test_a_query_has_at_most_1024_plain_characters(backend, kind):
    def errcode(text):
        return ask(backend, kind.path, query=text, jump_wxa={"query": text})["errcode"]

    assert errcode("a=%E4%BD%A0&" + "x" * 1012) == 0
    assert [errcode(text) for text in ("x" * 1025, "名=1", "a b", '"', "a\n")] == [40212] * 5


def test_schemes_and_url_links_are_counted_together(backend_with):
    backend = backend_with(links_per_second=1)
    assert ask(backend, SCHEME)["errcode"] == 0
    assert ask(backend, URL_LINK)["errcode"] == 44990
    assert ask(backend, SHORT_LINK)["errcode"] == 0

    backend.world.clock.advance(1)
    assert ask(backend, URL_LINK)["errcode"] == 0


def test_a_days_links_come_back_at_midnight_in_beijing(backend_with, world):
    backend = backend_with(links_per_day=1)
    assert [ask(backend, path)["errcode"] for path in (URL_LINK, SCHEME)] == [0, 44993]

    # It is 05:00 in Beijing.
    world.clock.advance(19 * 3600)
    assert ask(backend, SCHEME)["errcode"] == 0


@both
def test_the_openings_left_today_are_told(backend_with, world, kind):
    backend = backend_with(link_visits_per_day=2)

    def left():
        query = {"access_token": backend.token()}
        answer = backend.client.post(kind.query, query_string=query, json={"query_type": 1})
        return answer.json["quota_info"]["remain_visit_quota"]

    link = ask(backend, kind.path)[kind.field]
    assert left() == 2
    backend.wx("openLink", link=link)
    assert left() == 1
    backend.wx("openLink", link=link)
    assert left() == 0
    world.clock.advance(DAY)
    assert left() == 2


def test_cloud_base_needs_cloud_development(backend, backend_with):
    cloud = {"env": "x"}

    assert ask(backend, URL_LINK, cloud_base=cloud)["errcode"] == 85088
    assert ask(backend_with(cloud_base=True), URL_LINK, cloud_base=cloud)["errcode"] == 0


def test_a_short_link_has_a_page_and_a_title(backend):
    def errcode(**changes):
        return ask(backend, SHORT_LINK, **changes)["errcode"]

    for page in (None, "", "?a=1", "x" * 1025):
        assert errcode(page_url=page) == 40066
    for title in ("", " ", "a/b", "a\nb", 7, []):
        assert errcode(page_title=title) == 40225
    assert errcode(page_title=None) == 0


def test_null_is_as_good_as_absent(backend):
    for path, names in [
        (SCHEME, ["jump_wxa", "expire_type", "expire_time", "expire_interval"]),
        (URL_LINK, ["path", "query", "env_version", "cloud_base"]),
        (QUERY_SCHEME, ["query_type"]),
    ]:
        request = backend.request(path)
        request.body |= dict.fromkeys(names)
        assert request.send().json["errcode"] == 0


def test_a_long_title_is_cut(backend):
    assert (
        "/一二三四五六七八九十一二三四五六七八九十.../"
        in (ask(backend, SHORT_LINK, page_title="一二三四五六七八九十" * 2 + "一")["link"])
    )


def test_only_short_links_without_an_end_are_limited(backend_with):
    backend = backend_with(permanent_short_links=1)

    def errcode(**changes):
        return ask(backend, SHORT_LINK, **changes)["errcode"]

    assert [errcode(is_permanent=True) for _ in range(2)] == [0, 85400]
    assert errcode(is_permanent=False) == 0


def test_a_refusal_of_links_leaves_the_other_kind_alone(backend_with):
    banned, no_shop = backend_with(link_refusal=85408), backend_with(link_refusal=43104)

    assert [ask(banned, path)["errcode"] for path in (SCHEME, URL_LINK, SHORT_LINK)] == [
        *(85408, 85408, 0)
    ]
    assert [ask(no_shop, path)["errcode"] for path in (SCHEME, URL_LINK, SHORT_LINK)] == [
        *(0, 0, 43104)
    ]


def test_a_plain_scheme_is_told_of_where_it_is_declared(backend_with):
    backend = backend_with(plain_schemes=True)
    named = f"appid={backend.app.appid}&path=pages/a&query=a=1&b=2&env_version=trial"

    answer = ask(backend, QUERY_SCHEME, scheme=f"weixin://dl/business/?{named}")

    assert answer["scheme_info"] == {
        "appid": backend.app.appid,
        "path": "pages/a",
        "query": "a=1&b=2",
        "env_version": "trial",
    }


def test_the_journal_says_why_a_link_was_refused(backend_with, client):
    ask(backend_with(link_refusal=85407), SCHEME)

    assert "link_refusal of wx" in client.get("/_wxsim/journal").json[-1]["why"]
