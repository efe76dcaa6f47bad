"""The unmodified wechat-oauth SDK from npm, which takes the simulator for WeChat."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from needs import program

# What it needs is set up once, by one worker of pytest -n.
pytestmark = pytest.mark.xdist_group("oauth-sdk")

PACKAGE = "wechat-oauth@1.5.0"

# It has WeChat's addresses in its code, so the requests it hands to its HTTP
# client are taken to the simulator there.
PROGRAM = """
const urllib = require("urllib");
const send = urllib.request;
const here = process.env.WECHAT;
urllib.request = (url, ...rest) => send(url.replace("https://api.weixin.qq.com", here), ...rest);
const OAuth = require("wechat-oauth");
const api = new OAuth(process.env.APPID, process.env.SECRET);
const site = "http://shop.example/back";
const page = api.getAuthorizeURL(site, "S1", "snsapi_userinfo");
const call = (name, ...given) => new Promise((done) =>
  api[name](...given, (error, data) => done(error ? {error: error.code, name: error.name} : data)));

(async () => {
  const opened = page.replace("https://open.weixin.qq.com", here).split("#")[0];
  const body = new URLSearchParams({person: "bob", answer: "allow"});
  const allowed = await fetch(opened, {method: "POST", body, redirect: "manual"});
  const code = new URL(allowed.headers.get("location")).searchParams.get("code");
  const first = (await call("getAccessToken", code)).data;
  const again = await call("getAccessToken", code);
  const user = await call("getUser", {openid: first.openid, lang: "zh_CN"});
  const verified = await call("verifyToken", first.openid, first.access_token);
  const refreshed = (await call("refreshAccessToken", first.refresh_token)).data;
  console.log(JSON.stringify({page, first, again, user, verified, refreshed}));
})();
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the SDK in it."""
    npm = program("npm")
    made = tmp_path_factory.mktemp("npm")
    (made / "package.json").write_text('{"private": true}', "utf-8")
    install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", PACKAGE]
    ran = subprocess.run(
        install, cwd=made, capture_output=True, text=True, timeout=180, check=False
    )
    if ran.returncode != 0 and not os.environ.get("WXSIM_REQUIRE_ALL"):
        pytest.skip("npm cannot fetch wechat-oauth here")
    assert ran.returncode == 0, ran.stderr
    (made / "program.js").write_text(PROGRAM, "utf-8")
    return made


def test_it_learns_who_allowed(folder, platform, world):
    app = world.apps.add(kind="official_account", redirect_domains=("shop.example",))
    ran = subprocess.run(
        [program("node"), "program.js"],
        cwd=folder,
        env={**os.environ, "WECHAT": platform.url, "APPID": app.appid, "SECRET": app.secret},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)

    openid = world.users.of(app, world.people.get("bob")).openid
    assert said["page"].startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx")
    assert said["first"]["openid"] == openid
    assert said["again"] == {"error": 40163, "name": "WeChatAPIError"}
    assert (said["user"]["openid"], said["user"]["nickname"]) == (openid, "大鹏")
    assert said["verified"] == {"errcode": 0, "errmsg": "ok"}
    assert said["refreshed"]["access_token"] == said["first"]["access_token"]
