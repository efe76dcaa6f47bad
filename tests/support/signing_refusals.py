"""How every path that takes signed requests refuses those that are not right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from recipes import Recipe, Recipes
from signed_requests import Signer
from wxsim.server_api.routes import ROUTES

TEXTS = {
    40230: "API_Missing_Wechatmp_Serial",
    40231: "API_Missing_Wechatmp_Timestamp",
    40232: "API_Missing_Wechatmp_Signature",
    40233: "API_Missing_Wechatmp_Appid",
    40234: "API_Invalid_Signature",
    40235: "API_Invalid_Encrypt",
    40236: "API_Invalid_Wechatmp_Appid",
    40237: "API_Invalid_Wechatmp_Appidmatch",
    40238: "API_NoExist_DevSecretSym",
    40239: "API_NoExist_DevSecretAsym",
    40240: "API_Expired_Wechatmp_Timestamp",
}


def signed(switches: dict[str, Any] | None = None, **spoiled: Any) -> Recipe:
    """Send a signed request that is good but for what is ``spoiled``."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        return Signer(make(**(switches or {})), **spoiled).send(path)

    return recipe


def with_appid_of_another_app(make: Callable[..., Any], path: str) -> TestResponse:
    other = make().app.appid
    return Signer(make(), headers={"Wechatmp-Appid": other}).send(path)


def without(kind: str) -> Recipe:
    """Send a request that is good for an app which has another kind of key alone."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        signer = Signer(make())
        app, keys = signer.backend.app, signer.backend.world.api_keys
        signer.backend.world.store.delete("api_keys", app.appid)
        if kind == "symmetric":
            public = signer.public
            keys.set_public(app, public.algorithm, public.public_key, public.sn)
        return signer.send(path)

    return recipe


RECIPES: Recipes = {
    (route.path, errcode): recipe
    for route in ROUTES
    if route.signable
    for errcode, recipe in {
        40230: signed({"signing_serial_wanted": True}),
        40231: signed(headers={"Wechatmp-TimeStamp": None}),
        40232: signed(headers={"Wechatmp-Signature": None}),
        40233: signed(headers={"Wechatmp-Appid": None}),
        40234: signed(headers={"Wechatmp-Signature": "AAAA"}),
        40235: signed(plaintext={"_n": None}),
        40236: signed(headers={"Wechatmp-Appid": "wx0000000000000000"}),
        40237: with_appid_of_another_app,
        40238: without("symmetric"),
        40239: without("public"),
        40240: signed(headers={"Wechatmp-TimeStamp": "1763845200000"}),
    }.items()
}
