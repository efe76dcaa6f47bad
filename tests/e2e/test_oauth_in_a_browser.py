"""A real browser, from the redirect of a tiny web site to its page for those who are logged in."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from flask import Flask, abort, make_response, redirect, request
from markupsafe import escape
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browsers import SECONDS, chromium_without_a_window
from wxsim.serving.local_server import LocalServer

# What it needs is set up once, by one worker of pytest -n.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium_without_a_window(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


def tiny_site(app, wechat: str, page: str, scope: str) -> Flask:
    """A web site as one writes it by WeChat's guide, with WeChat's two hosts at one address."""
    site = Flask("site")
    logged_in: dict[str, dict[str, str]] = {}

    @site.get("/")
    def home():
        user = logged_in.get(request.cookies.get("session", ""))
        if user is None:
            return '<a id="login" href="/login">登录</a>'
        return f'<h1 id="user">{escape(user["nickname"])}</h1><p id="openid">{user["openid"]}</p>'

    @site.get("/login")
    def login():
        state = secrets.token_hex(16)
        query = {
            "appid": app.appid,
            "redirect_uri": request.host_url + "back",
            "response_type": "code",
            "scope": scope,
            "state": state,
        }
        response = redirect(f"{wechat}{page}?{urlencode(query)}#wechat_redirect")
        response.set_cookie("state", state, httponly=True, samesite="Lax")
        return response

    @site.get("/back")
    def back():
        if not secrets.compare_digest(request.args["state"], request.cookies.get("state", "")):
            abort(403)
        if "code" not in request.args:
            return '<p id="refused">你没有同意</p>'
        query = {"appid": app.appid, "secret": app.secret, "code": request.args["code"]}
        tokens = ask("/sns/oauth2/access_token", **query, grant_type="authorization_code")
        user = ask("/sns/userinfo", access_token=tokens["access_token"], openid=tokens["openid"])
        session = secrets.token_hex(16)
        logged_in[session] = user
        response = make_response(redirect("/"))
        response.set_cookie("session", session, httponly=True, samesite="Lax")
        return response

    def ask(path, **query):
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(wechat + path, params=query, timeout=SECONDS)
        # Not answer.json(): text/plain without a charset is Latin-1 to requests.
        return json.loads(answer.content)

    return site


@pytest.fixture
def register(world):
    def make(kind, **more):
        return world.apps.add(
            kind=kind, name="小店 <Shop>", redirect_domains=("127.0.0.1",), **more
        )

    return make


def wait_for(browser, element):
    return WebDriverWait(browser, SECONDS).until(
        lambda browser: browser.find_element(By.ID, element)
    )


def press(browser, answer):
    browser.find_element(By.CSS_SELECTOR, f"button[value={answer}]").click()


def asked_for(browser):
    """Return the addresses that a page asked for besides its own."""
    return browser.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )


def keep_picture(browser, folder: Path, name: str) -> None:
    """Keep what the browser shows where pytest keeps its files, out of the repository."""
    picture = folder / f"{name}.png"
    assert browser.save_screenshot(str(picture))
    assert picture.stat().st_size > 5_000


def test_a_person_allows_and_is_logged_in(browser, platform, world, register, tmp_path):
    app = register("official_account")
    site = tiny_site(app, platform.url, "/connect/oauth2/authorize", "snsapi_userinfo")
    with LocalServer(site) as shop:
        browser.delete_all_cookies()
        browser.get(shop.url)
        wait_for(browser, "login").click()

        assert browser.current_url.startswith(platform.url + "/connect/oauth2/authorize")
        assert browser.find_element(By.TAG_NAME, "h1").text == "小店 <Shop>"
        # The address ends as WeChat wants it, so nothing is said of that.
        assert not browser.find_element(By.ID, "wechat_redirect").is_displayed()
        assert asked_for(browser) == []
        keep_picture(browser, tmp_path, "consent")
        browser.find_element(By.CSS_SELECTOR, "input[value=bob]").click()
        press(browser, "allow")

        assert wait_for(browser, "user").text == "大鹏"
        assert browser.current_url.split("#")[0] == shop.url + "/"
        openid = browser.find_element(By.ID, "openid").text
        assert openid == world.users.of(app, world.people.get("bob")).openid
        keep_picture(browser, tmp_path, "logged-in")


def test_a_person_scans_and_is_logged_in(browser, platform, register, tmp_path):
    app = register("website")
    site = tiny_site(app, platform.url, "/connect/qrconnect", "snsapi_login")
    with LocalServer(site) as shop:
        browser.delete_all_cookies()
        browser.get(shop.url + "/login")

        code = browser.find_element(By.CSS_SELECTOR, ".qr svg")
        assert code.size["width"] >= 100
        assert all(asked.startswith(platform.url) for asked in asked_for(browser))
        keep_picture(browser, tmp_path, "qr")
        browser.find_element(By.CSS_SELECTOR, "input[value=xiaoyu]").click()
        press(browser, "allow")

        assert wait_for(browser, "user").text.startswith("小雨")


def test_the_screen_goes_on_when_a_phone_has_scanned_its_qr_code(browser, platform, register):
    app = register("website")
    site = tiny_site(app, platform.url, "/connect/qrconnect", "snsapi_login")
    with LocalServer(site) as shop:
        browser.delete_all_cookies()
        browser.get(shop.url + "/login")
        uuid = browser.find_element(By.ID, "qr").get_attribute("data-uuid")
        with requests.Session() as phone:
            phone.trust_env = False
            confirm = f"{platform.url}/connect/confirm?uuid={uuid}"
            assert phone.get(confirm, timeout=SECONDS).ok
            WebDriverWait(browser, SECONDS).until(
                lambda browser: "已扫描" in browser.find_element(By.ID, "said").text
            )
            answer = {"person": "carol", "answer": "allow"}
            assert phone.post(confirm, data=answer, timeout=SECONDS).ok

        assert wait_for(browser, "user").text == "Carol 卡露"


@pytest.mark.parametrize("refusal", ["stays", "redirects"])
def test_a_person_refuses(browser, platform, world, register, refusal):
    app = register("official_account")
    world.apps.change_switches(app.appid, type(app.switches)(oauth_refusal=refusal))
    site = tiny_site(app, platform.url, "/connect/oauth2/authorize", "snsapi_userinfo")
    with LocalServer(site) as shop:
        browser.delete_all_cookies()
        browser.get(shop.url + "/login")
        press(browser, "refuse")

        if refusal == "stays":
            # Not by its element, which belongs to the old page for as long as that stands.
            WebDriverWait(browser, SECONDS).until(lambda page: "已拒绝授权" in page.page_source)
            assert browser.current_url.startswith(platform.url)
        else:
            assert wait_for(browser, "refused").text == "你没有同意"


def test_another_site_cannot_allow_in_a_persons_name(browser, platform, world, register):
    app = register("official_account")
    query = {
        "appid": app.appid,
        "redirect_uri": "http://127.0.0.1:9/back",
        "response_type": "code",
        "scope": "snsapi_userinfo",
    }
    evil = Flask("evil")

    @evil.get("/")
    def trap():
        action = escape(f"{platform.url}/connect/oauth2/authorize?{urlencode(query)}")
        return (
            f'<form id="trap" method="post" action="{action}"><input name="person" value="alice">'
            '<input name="answer" value="allow"></form><script>trap.submit()</script>'
        )

    with LocalServer(evil) as other:
        browser.get(other.url)
        WebDriverWait(browser, SECONDS).until(
            lambda browser: browser.current_url.startswith(platform.url)
        )

        assert "参数错误" in browser.find_element(By.TAG_NAME, "h1").text
        assert "of another site" in browser.find_element(By.CLASS_NAME, "why").text
    assert "web code issued" not in {entry.event for entry in world.ledger.entries()}
