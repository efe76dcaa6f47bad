"""What the address of a consent page may say, and where people are sent."""

from __future__ import annotations

import re

import pytest

from consent_pages import (
    SITE,
    address,
    number_on,
    sent_to,
)


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
