"""/connect/oauth2/authorize and /connect/qrconnect: what people see, and where they are sent."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from wxsim.oauth.errors import PAGE_ERRORS
from wxsim.world import Person, Switches

AUTHORIZE = "/connect/oauth2/authorize"
QRCONNECT = "/connect/qrconnect"
SITE = "http://shop.example/back"


@pytest.fixture
def account_with(world):
    """Register official accounts with the switches given."""

    def make(**switches: Any) -> str:
        return world.apps.add(
            kind="official_account",
            redirect_domains=("shop.example", "localhost:3000"),
            switches=Switches(**switches),
        ).appid

    return make


@pytest.fixture
def account(account_with):
    return account_with()


@pytest.fixture
def website(world):
    return world.apps.add(kind="website", redirect_domains=("shop.example",)).appid


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


# Who is let in, and who is asked.


def test_the_least_scope_sends_the_person_back_at_once(client, world, account):
    back = sent_to(client.get(address(account, scope="snsapi_base")))

    assert back["state"] == "S1"
    assert person_of(world, back["code"]) == "alice"
    assert world.web_codes.find(back["code"]).scope == "snsapi_base"


def test_the_visitor_is_who_was_set(client, world, account):
    client.put("/_wxsim/oauth/visitor", json={"person": "bob"})

    assert person_of(world, sent_to(client.get(address(account, scope="snsapi_base")))["code"]) == (
        "bob"
    )


def test_a_browser_keeps_to_who_allowed_last(client, world, account):
    client.post(address(account), data={"person": "carol", "answer": "allow"})

    back = sent_to(client.get(address(account, scope="snsapi_base")))

    assert person_of(world, back["code"]) == "carol"


def test_a_browser_whose_person_is_gone_is_the_visitors(client, world, account):
    client.set_cookie("wxsim_person", "nobody", path="/connect")

    back = sent_to(client.get(address(account, scope="snsapi_base")))

    assert person_of(world, back["code"]) == "alice"


def test_more_than_the_least_is_asked_for(client, account):
    response = client.get(address(account))

    assert response.status_code == 200
    assert response.text.count('type="radio"') == 5
    assert re.search(r'value="alice"\s+checked', response.text)
    assert "申请获取你的头像、昵称" in response.text
    assert "asks for your picture and nickname" in response.text


def test_allowing_sends_the_person_back_with_a_code_and_the_state(client, world, account):
    back = sent_to(client.post(address(account), data={"person": "bob", "answer": "allow"}))

    assert list(back) == ["code", "state"]
    assert back["state"] == "S1"
    code = world.web_codes.find(back["code"])
    assert (code.person, code.scope, code.snapshot) == ("bob", "snsapi_userinfo", False)


def test_a_snapshot_user_is_a_switch_on_the_page(client, world, account):
    data = {"person": "bob", "answer": "allow", "snapshot": "on"}

    back = sent_to(client.post(address(account), data=data))

    assert world.web_codes.find(back["code"]).snapshot


def test_a_site_can_ask_for_the_snapshot(client, account):
    assert re.search(
        r'name="snapshot"\s+checked', client.get(address(account, forceSnapShot="true")).text
    )
    assert not re.search(r'name="snapshot"\s+checked', client.get(address(account)).text)


def test_who_refuses_stays(client, account):
    response = client.post(address(account), data={"person": "bob", "answer": "refuse"})

    assert response.status_code == 200
    assert "已拒绝授权" in response.text


def test_who_refuses_is_sent_back_with_the_state_alone_where_the_app_wants_that(
    client, account_with
):
    page = address(account_with(oauth_refusal="redirects"))

    back = sent_to(client.post(page, data={"person": "bob", "answer": "refuse"}))

    assert back == {"state": "S1"}


def test_an_answer_that_is_neither_refuses(client, account):
    assert "已拒绝授权" in client.post(address(account), data={"person": "bob"}).text


def test_nobody_who_does_not_exist_allows(client, account):
    response = client.post(address(account), data={"person": "nobody", "answer": "allow"})

    assert "参数错误" in response.text
    assert "there is no person" in response.text


def test_a_website_shows_a_qr_code_and_who_may_scan_it(client, world, website):
    page = address(website, QRCONNECT, "snsapi_login")

    shown = client.get(page)
    assert "<svg" in shown.text
    assert "使用微信扫一扫登录" in shown.text
    back = sent_to(client.post(page, data={"person": "bob", "answer": "allow"}))

    assert person_of(world, back["code"]) == "bob"
    assert world.web_codes.find(back["code"]).scope == "snsapi_login"


def test_a_site_may_show_the_qr_code_in_a_frame_and_nobody_else_may(client, account, website):
    shown = client.get(address(website, QRCONNECT, "snsapi_login"))
    assert "frame-ancestors 'self' shop.example:*" in shown.headers["Content-Security-Policy"]

    asked = client.get(address(account))
    assert "frame-ancestors 'none'" in asked.headers["Content-Security-Policy"]


def test_a_third_party_platform_is_told_the_app_as_well(client, world, account):
    component = world.apps.add(kind="component")
    app = world.apps.get(account)
    page = address(account, scope="snsapi_base", component_appid=component.appid)

    assert number_on(client.get(page)) == 10015
    world.components.set_authorised(component, app, authorised=True)
    back = sent_to(client.get(page))

    assert list(back) == ["code", "state", "appid"]
    assert back["appid"] == account


# A QR code that is scanned with another device.


@pytest.fixture
def scan(client, website):
    """Show a QR code and return the address on which the phone answers, and how it stands."""
    shown = client.get(address(website, QRCONNECT, "snsapi_login"))
    (uuid,) = re.findall(r'data-uuid="(\w{16})"', shown.text)

    def stands() -> tuple[int, str]:
        polled = client.get(f"/connect/l/qrconnect?uuid={uuid}")
        found = re.fullmatch(r"window\.wx_errcode=(\d+);window\.wx_code='(\w*)';", polled.text)
        return int(found[1]), found[2]

    return f"/connect/confirm?uuid={uuid}", stands


def test_the_screen_goes_on_when_the_phone_allows(client, world, scan):
    phone, stands = scan
    assert stands() == (408, "")

    asked = client.get(phone)
    assert "网页登录确认" in asked.text
    harmless(asked)
    assert stands() == (404, "")
    assert "请回到原来的屏幕" in client.post(phone, data={"person": "bob", "answer": "allow"}).text

    status, code = stands()
    assert status == 405
    assert person_of(world, code) == "bob"
    assert world.web_codes.find(code).scope == "snsapi_login"


def test_a_qr_code_is_answered_once(client, scan):
    phone, stands = scan

    client.post(phone, data={"person": "bob", "answer": "allow"})
    first = stands()
    again = client.post(phone, data={"person": "carol", "answer": "allow"})

    assert "was answered before" in again.text
    assert stands() == first


def test_the_screen_learns_that_the_phone_refused(client, scan):
    phone, stands = scan

    client.post(phone, data={"answer": "refuse"})

    assert stands() == (403, "")


def test_a_qr_code_expires(client, world, scan):
    phone, stands = scan
    world.clock.advance(299)
    assert stands() == (408, "")

    world.clock.advance(1)

    assert stands() == (402, "")
    assert "has expired" in client.get(phone).text
    assert "has expired" in client.post(phone, data={"person": "bob", "answer": "allow"}).text


def test_the_phone_answers_for_itself_alone(client, scan):
    phone, stands = scan
    data = {"person": "bob", "answer": "allow"}

    refused = client.post(phone, data=data, headers={"Origin": "http://evil.example"})
    unknown = client.post(phone, data={**data, "person": "nobody"})

    assert "of another site" in refused.text
    assert "there is no person" in unknown.text
    assert stands() == (408, "")


@pytest.mark.parametrize("uuid", ["", "x", "%ff", "';alert(1)//"])
def test_a_qr_code_that_was_never_shown_has_expired(client, uuid):
    polled = client.get("/connect/l/qrconnect", query_string=f"uuid={uuid}")

    assert polled.text == "window.wx_errcode=402;window.wx_code='';"


# What the address may say.


def test_a_query_and_a_fragment_of_the_site_are_kept(client, account):
    page = address(account, scope="snsapi_base", redirect_uri=SITE + "?a=1&b=#/cart")

    location = client.get(page).location

    assert re.fullmatch(re.escape(SITE) + r"\?a=1&b=&code=\w{32}&state=S1#/cart", location)


def test_no_state_is_an_empty_state(client, account):
    assert sent_to(client.get(address(account, scope="snsapi_base", state=None)))["state"] == ""


def test_a_state_comes_back_as_it_was(client, account):
    state = "a b&c=d%#/微信\r\n<>\"'"

    assert sent_to(client.get(address(account, scope="snsapi_base", state=state)))["state"] == state


def test_a_state_has_128_bytes_at_most(client, account):
    assert sent_to(client.get(address(account, scope="snsapi_base", state="x" * 128)))
    assert "参数错误" in client.get(address(account, scope="snsapi_base", state="微" * 43)).text


def test_the_order_of_the_parameters_counts_where_the_app_says_so(client, account, account_with):
    def turned(appid):
        path, _, query = address(appid, scope="snsapi_base").partition("?")
        return f"{path}?{'&'.join(reversed(query.split('&')))}"

    assert "oauth_parameter_order" in client.get(turned(account)).text
    assert "code" in sent_to(client.get(turned(account_with(oauth_parameter_order=False))))


REGISTERED = [
    SITE,
    "https://shop.example",
    "http://shop.example:8080/a?b#c",
    "http://localhost:3000/x",
]
ELSEWHERE = [
    "http://evil.example/",
    "http://shop.example.evil.example/",
    "http://www.shop.example/",
    "http://shop.example@evil.example/",
    "http://evil.example#@shop.example/",
    "http://evil.example\\@shop.example/",
    "http://shop.example\\.evil.example/",
    "http://user@shop.example/",
    "//shop.example/",
    "/back",
    "shop.example",
    "javascript:alert(1)//shop.example",
    "ftp://shop.example/",
    "http://shop.example/\r\nSet-Cookie: x=1",
    "http://shop.example/ x",
    "http://localhost/",
    "http://localhost:3001/",
    "http://shop.example:99999/",
    "http://[shop.example/",
    "http:///shop.example",
]


@pytest.mark.parametrize("uri", REGISTERED)
def test_people_are_sent_to_registered_domains(client, account, uri):
    response = client.get(address(account, scope="snsapi_base", redirect_uri=uri))

    assert response.status_code == 302
    assert response.location.startswith(uri.split("?")[0].split("#")[0])


def test_a_host_is_one_in_any_case(client, account):
    uri = "http://SHOP.Example/back"

    assert client.get(address(account, scope="snsapi_base", redirect_uri=uri)).status_code == 302


@pytest.mark.parametrize("uri", ELSEWHERE)
def test_people_are_sent_nowhere_else(client, account, uri):
    for send in (client.get, client.post):
        response = send(address(account, scope="snsapi_base", redirect_uri=uri))

        assert response.status_code == 200
        assert number_on(response) == 10003


def test_an_app_without_domains_sends_nobody_anywhere(client, world):
    appid = world.apps.add(kind="official_account").appid

    response = client.get(address(appid))

    assert number_on(response) == 10003
    assert "it has none at all" in response.text


# Error pages by their numbers.


@pytest.fixture
def page_with(world, client, account_with, website):
    """Open pages that end in the errors below."""
    mini_program = "wx0123456789abcdef"
    good = account_with()

    def of_switch(number):
        return address(account_with(oauth_page_error=number))

    return {
        10003: lambda: address(good, redirect_uri="http://evil.example/"),
        10004: lambda: of_switch(10004),
        10005: lambda: address(good, scope="snsapi_login"),
        10006: lambda: of_switch(10006),
        10009: lambda: of_switch(10009),
        10010: lambda: address(good, scope=None),
        10011: lambda: address(good, redirect_uri=None),
        10012: lambda: address(""),
        10013: lambda: address(account_with(oauth_state_required=True), state=None),
        10015: lambda: of_switch(10015),
        10016: lambda: address(website),
        40013: lambda: address("wx0000000000000000"),
        "mini program": lambda: address(mini_program),
        "account at qrconnect": lambda: address(good, QRCONNECT, "snsapi_login"),
        "switch 10005": lambda: of_switch(10005),
    }


@pytest.mark.parametrize("number", PAGE_ERRORS)
def test_an_error_page_shows_its_number_and_why_in_both_languages(client, page_with, number):
    response = client.get(page_with[number]())

    chinese, english = PAGE_ERRORS[number]
    assert response.status_code == 200
    assert number_on(response) == number
    text = unescape(response.text)
    assert chinese in text
    assert english in text
    assert client.get("/_wxsim/ledger").json[-1]["event"] == "page not opened"


def test_every_number_of_the_contract_has_its_page():
    listed = {10003, 10004, 10005, 10006, 10009, 10010, 10011, 10012, 10013, 10015, 10016}

    assert listed <= set(PAGE_ERRORS)


@pytest.mark.parametrize("case", ["mini program", "account at qrconnect", "switch 10005"])
def test_an_app_that_has_no_such_page_has_no_right_to_the_scope(client, page_with, case):
    assert number_on(client.get(page_with[case]())) == 10005


@pytest.mark.parametrize("response_type", [None, "token", "CODE"])
def test_the_response_type_is_code(client, account, response_type):
    assert "response_type" in client.get(address(account, response_type=response_type)).text


def test_bytes_that_are_no_text_are_wrong_parameters(client, account):
    assert client.get(f"{AUTHORIZE}?appid=%ff%fe").status_code == 200
    assert number_on(client.get(f"{AUTHORIZE}?%ff=%fe&&&=")) == 10012
    assert client.post(address(account), data=b"person=%ff&answer=\xff").status_code == 200


# Whose form it is.


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
    ids=str,
)
def test_a_form_of_another_site_allows_nothing(client, account, headers):
    data = {"person": "bob", "answer": "allow"}

    response = client.post(address(account), data=data, headers=headers)

    assert response.status_code == 200
    assert "of another site" in response.text


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}], ids=str
)
def test_a_form_of_our_own_page_does(client, account, headers):
    data = {"person": "bob", "answer": "allow"}

    assert sent_to(client.post(address(account), data=data, headers=headers))


# What the pages are made of.

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


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


def test_whatever_is_shown_is_text_and_nothing_comes_from_elsewhere(client, world):
    world.people.add(Person(name="eve", nickname=EVIL))
    page_of = {"official_account": AUTHORIZE, "website": QRCONNECT}
    for kind, page in page_of.items():
        app = world.apps.add(kind=kind, name=EVIL, redirect_domains=("shop.example",))
        scope = {"official_account": "snsapi_userinfo", "website": "snsapi_login"}[kind]
        uri = SITE + "?" + EVIL.replace(" ", "")
        asked = client.get(address(app.appid, page, scope, state=EVIL, redirect_uri=uri))
        assert "&lt;script&gt;" in asked.text
        harmless(asked)
        harmless(client.post(address(app.appid, page, scope), data={"person": "eve"}))
        for wrong in ("redirect_uri", "scope", "response_type"):
            harmless(client.get(address(app.appid, page, **{"scope": scope, wrong: EVIL})))
        harmless(client.get(address(EVIL, page)))
    harmless(client.post(address(app.appid, page, scope), data={"person": EVIL}))


def test_a_page_of_many_people_shows_the_first_and_counts_the_rest(client, world, account):
    for number in range(120):
        world.people.add(Person(name=f"p{number}", nickname=f"人{number}"))
    client.put("/_wxsim/oauth/visitor", json={"person": "p119"})

    text = client.get(address(account)).text

    assert text.count('type="radio"') == 100
    assert re.search(r'value="p119"\s+checked', text)
    assert "25 more" in text


def test_a_page_takes_no_other_method_and_has_no_other_path(client, account):
    assert b'"errcode":40066' in client.put(address(account)).data
    assert b'"errcode":40066' in client.get("/connect/oauth2/Authorize").data
