"""A QR code of /connect/qrconnect that is scanned with another device."""

from __future__ import annotations

import re

import pytest

from consent_pages import (
    QRCONNECT,
    address,
    harmless,
    person_of,
)


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
