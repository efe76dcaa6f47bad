"""The error pages of consent, by their numbers."""

from __future__ import annotations

from html import unescape

import pytest

from consent_pages import (
    AUTHORIZE,
    QRCONNECT,
    address,
    number_on,
)
from wxsim.oauth.errors import PAGE_ERRORS


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
