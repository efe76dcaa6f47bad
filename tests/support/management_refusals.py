"""How the calls about quotas, requests and WeChat's own machines refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from recipes import (
    Recipe,
    Recipes,
    body_recipes,
    by_fault,
    by_get,
    in_an_app_with,
    spoiled,
    token_recipes,
)

CLEAR = "/cgi-bin/clear_quota"
CLEAR_BY_SECRET = "/cgi-bin/clear_quota/v2"
QUOTA = "/cgi-bin/openapi/quota/get"
CLEAR_PATH = "/cgi-bin/openapi/quota/clear"
RID = "/cgi-bin/openapi/rid/get"
API_IPS = "/cgi-bin/get_api_domain_ip"
CALLBACK_IPS = "/cgi-bin/getcallbackip"
CALLBACK = "/cgi-bin/callback/check"

TEXTS = {
    40201: "invalid url",
    40202: "invalid action",
    40203: "invalid check_operator",
    48006: "forbid to clear quota because of reaching the limit",
    50002: "user limited",
    76001: "rid not found, please check",
    76002: "rid is error",
    76003: "could not query this rid,no permission",
    76004: "rid time is error",
    76021: "cgi_path not found, please check",
    76022: "could not use this cgi_path，no permission",
}


def times(count: int) -> Recipe:
    """Send one good request ``count`` times and once more."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        request = make().request(path)
        for _ in range(count):
            assert request.send().json["errcode"] == 0
        sent: TestResponse = request.send()
        return sent

    return recipe


def rid_of_another_app(make: Callable[..., Any], path: str) -> TestResponse:
    rid = make().request(path).body["rid"]
    sent: TestResponse = make().send(path, rid=rid)
    return sent


def rid_of_a_week_ago(make: Callable[..., Any], path: str) -> TestResponse:
    backend = make()
    request = backend.request(path)
    backend.world.clock.advance(7 * 86_400)
    sent: TestResponse = request.change(access_token=backend.token()).send()
    return sent


def rid_below_sns(make: Callable[..., Any], path: str) -> TestResponse:
    backend = make()
    rid = backend.exchange("no code")["errmsg"].rpartition(" ")[2]
    sent: TestResponse = backend.send(path, rid=rid)
    return sent


def path_recipes(path: str) -> Recipes:
    return {
        **token_recipes(path),
        **body_recipes(path),
        (path, 76021): spoiled(cgi_path="/wxa/nowhere"),
        (path, 76022): spoiled(cgi_path="/sns/jscode2session"),
    }


RECIPES: Recipes = {
    **token_recipes(CLEAR),
    **body_recipes(CLEAR),
    (CLEAR, 40013): spoiled(appid="wx0000000000000000"),
    (CLEAR, 48006): times(10),
    (CLEAR_BY_SECRET, 40013): spoiled(appid="wx0000000000000000"),
    (CLEAR_BY_SECRET, 40125): spoiled(appsecret="0" * 32),
    (CLEAR_BY_SECRET, 41002): spoiled(appid=None),
    (CLEAR_BY_SECRET, 41004): spoiled(appsecret=None),
    (CLEAR_BY_SECRET, 43002): by_get,
    (CLEAR_BY_SECRET, 48006): times(10),
    **path_recipes(QUOTA),
    **path_recipes(CLEAR_PATH),
    (CLEAR_PATH, 50002): by_fault(50002),
    **token_recipes(RID),
    **body_recipes(RID),
    (RID, 76001): rid_below_sns,
    (RID, 76002): spoiled(rid="x"),
    (RID, 76003): rid_of_another_app,
    (RID, 76004): rid_of_a_week_ago,
    **token_recipes(API_IPS),
    (API_IPS, 40013): by_fault(40013),
    **token_recipes(CALLBACK_IPS),
    (CALLBACK_IPS, 40013): by_fault(40013),
    **token_recipes(CALLBACK),
    **body_recipes(CALLBACK),
    (CALLBACK, 40201): in_an_app_with(callback_ips=()),
    (CALLBACK, 40202): spoiled(action="trace"),
    (CALLBACK, 40203): spoiled(check_operator="MOBILE"),
}
