"""How the calls about users refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from recipes import (
    Recipes,
    after,
    body_recipes,
    by_fault,
    by_get,
    spoiled,
    token_recipes,
    with_body,
)

PAID = "/wxa/getpaidunionid"
PLUGIN = "/wxa/getpluginopenpid"
MESSAGE = "/wxa/business/checkencryptedmsg"
KEY = "/wxa/business/getuserencryptkey"
RISK = "/wxa/getuserriskrank"

TEXTS = {
    1: "data not exit",
    40129: "invalid scene",
    43104: "The openid does not match the appid",
    44002: "empty post data",
    48001: "api unauthorized",
    61007: "api is unauthorized to component",
    61010: "code is expired",
    61080: "the service of getuserriskrank is unavailable now",
    61081: "get riskrank too frequently",
    89002: "open not exists",
    89300: "invalid trade",
    9410009: "the quota is not enough;please apply again!",
}
OWN_TEXTS = {(PLUGIN, errcode): "" for errcode in (1000, 1001, 1003, 1005, 1007, 1022)}
BESIDES = {(KEY, errcode): ',"key_info_list":[]' for errcode in (40097, 87007, 87008, 87009)}


def in_an_unbound_app(make: Callable[..., Any], path: str) -> TestResponse:
    backend = make()
    backend.app = backend.world.apps.add()
    sent: TestResponse = backend.send(path)
    return sent


def plugin_code_of_another_app(make: Callable[..., Any], path: str) -> TestResponse:
    code = make().wx("pluginLogin")["code"]
    sent: TestResponse = make().send(path, code=code)
    return sent


def openid_of_another_app(make: Callable[..., Any], path: str) -> TestResponse:
    openid = make().login()["openid"]
    sent: TestResponse = make().send(path, openid=openid)
    return sent


def later(seconds: float) -> Callable[[Callable[..., Any], str], TestResponse]:
    """Send a request that is older than its access_token."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        backend = make()
        request = backend.request(path)
        backend.world.clock.advance(seconds)
        sent: TestResponse = request.change(access_token=backend.token()).send()
        return sent

    return recipe


RECIPES: Recipes = {
    **token_recipes(PAID),
    (PAID, 40003): spoiled(openid="oNobody"),
    (PAID, 89002): in_an_unbound_app,
    (PAID, 89300): after(300),
    **token_recipes(PLUGIN),
    **{(PLUGIN, errcode): by_fault(errcode) for errcode in (1000, 1003)},
    (PLUGIN, 1001): spoiled(code=None),
    (PLUGIN, 1005): plugin_code_of_another_app,
    (PLUGIN, 1007): after(300),
    (PLUGIN, 1022): with_body(b"{"),
    (PLUGIN, 43002): by_get,
    **token_recipes(MESSAGE),
    **body_recipes(MESSAGE),
    (MESSAGE, 1): later(3 * 86_400),
    (MESSAGE, 40097): spoiled(encrypted_msg_hash="x"),
    **token_recipes(KEY),
    (KEY, 40097): spoiled(openid=None),
    (KEY, 87007): later(3 * 86_400),
    (KEY, 87008): spoiled(sig_method="hmac_sha1"),
    (KEY, 87009): spoiled(signature="0" * 64),
    **token_recipes(RISK),
    **body_recipes(RISK),
    **{(RISK, errcode): by_fault(errcode) for errcode in (48001, 61007, 61080, 61081, 9410009)},
    (RISK, 40003): spoiled(openid="oNobody"),
    (RISK, 40129): spoiled(scene=3),
    (RISK, 43104): openid_of_another_app,
    (RISK, 61010): later(7200),
}
