"""Whose form a consent page takes, and what it is made of."""

from __future__ import annotations

import re

import pytest

from consent_pages import (
    AUTHORIZE,
    QRCONNECT,
    SITE,
    address,
    harmless,
    sent_to,
)
from wxsim.world import Person


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


EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


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
