"""/connect/oauth2/authorize and /connect/qrconnect: who is asked, and what the answer does."""

from __future__ import annotations

import re

from consent_pages import (
    QRCONNECT,
    address,
    number_on,
    person_of,
    sent_to,
)


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
