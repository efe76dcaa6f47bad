"""Every errcode of web authorisation, tickets and third-party platforms, reached through HTTP.

Done as in ``test_every_errcode``; these refusals take a page's code, a grant
or a component to bring about. What every path can say is tested there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from reasons import assert_the_reason_helps
from wxsim.server_api.route import COMMON_ERRORS
from wxsim.server_api.routes import ROUTES

EXCHANGE = "/sns/oauth2/access_token"
REFRESH = "/sns/oauth2/refresh_token"
USERINFO = "/sns/userinfo"
AUTH = "/sns/auth"
TICKET = "/cgi-bin/ticket/getticket"
COMPONENT_TOKEN = "/cgi-bin/component/api_component_token"
PRE_AUTH = "/cgi-bin/component/api_create_preauthcode"
COMPONENT_SESSION = "/sns/component/jscode2session"
COMPONENT_EXCHANGE = "/sns/oauth2/component/access_token"
COMPONENT_REFRESH = "/sns/oauth2/component/refresh_token"

SHORT = "invalid credential, access_token is invalid or not latest"
LONG = (
    SHORT + ", could get access_token by getStableAccessToken, "
    "more details at https://mmbizurl.cn/s/JtxxFh33r"
)
TEXTS = {
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40030: "invalid refresh_token",
    40094: "invalid component credential",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41003: "missing refresh_token",
    41004: "appsecret missing",
    41008: "missing code",
    41009: "missing openid",
    41018: "missing component_appid",
    42001: "access_token expired",
    42002: "refresh_token expired",
    43002: "require POST method",
    47001: "data format error",
    48001: "api unauthorized",
    61003: "component is not authorized by this account",
    61005: "component ticket is expired",
    61006: "component ticket is invalid",
    61011: "invalid component",
}
RID = r"[0-9a-f]{8}-[0-7][0-9a-f]{7}-[0-7][0-9a-f]{7}"
DAY = 86_400

Recipe = Callable[[Any, str], Any]


def spoiled(person: str = "alice", **changes: Any) -> Recipe:
    return lambda make, path: make().send(path, person, **changes)


def with_query(**changes: Any) -> Recipe:
    """Spoil the query of a request that has a body as well."""

    def recipe(make: Any, path: str) -> Any:
        request = make().request(path)
        for name, value in changes.items():
            request.query.pop(name)
            if value is not None:
                request.query[name] = value
        return request.send()

    return recipe


def twice(make: Any, path: str) -> Any:
    request = make().request(path)
    assert b"errcode" not in request.send().data
    return request.send()


def after(seconds: float) -> Recipe:
    def recipe(make: Any, path: str) -> Any:
        backend = make()
        request = backend.request(path)
        backend.world.clock.advance(seconds)
        return request.send()

    return recipe


def after_with_a_token_fetched_then(seconds: float) -> Recipe:
    """Let a component's code or grant grow old, but not its token."""

    def recipe(make: Any, path: str) -> Any:
        backend = make()
        request = backend.request(path)
        backend.world.clock.advance(seconds)
        component = backend.world.apps.get(request.query["component_appid"])
        ticket = backend.world.components.verify_ticket(component).verify_ticket
        token = backend.world.components.fetch_token(component, component.secret, ticket, "test")
        return request.change(component_access_token=token.value).send()

    return recipe


def by_get(make: Any, path: str) -> Any:
    request = make().request(path)
    request.method = "GET"
    return request.send()


def as_a_form(make: Any, path: str) -> Any:
    request = make().request(path)
    return request.client.post(path, query_string=request.query, data=request.body)


def of_snsapi_base(make: Any, path: str) -> Any:
    backend = make()
    request = backend.request(path)
    app = backend.world.apps.get(backend.app.appid)
    alice = backend.world.people.get("alice")
    code = backend.world.web_codes.issue(app, alice, "snsapi_base")
    grant = backend.world.web_grants.begin(app, code, "test")
    return request.change(access_token=grant.access_token).send()


def by_an_app_that_is_no_component(make: Any, path: str) -> Any:
    backend = make()
    return backend.send(path, component_appid=backend.world.apps.get(None).appid)


def without_the_apps_consent(make: Any, path: str) -> Any:
    backend = make()
    request = backend.request(path)
    component = backend.world.apps.get(request.query["component_appid"])
    backend.world.components.set_authorised(component, backend.app, authorised=False)
    return request.send()


UNKNOWN = "wx0000000000000000"


def acting(path: str) -> dict[tuple[str, int], Recipe]:
    return {
        (path, 40013): spoiled(appid=UNKNOWN),
        (path, 40094): spoiled(component_access_token="made-up"),
        (path, 41001): spoiled(component_access_token=None),
        (path, 41002): spoiled(appid=None),
        (path, 41018): spoiled(component_appid=None),
        (path, 42001): after(7200),
        (path, 61003): without_the_apps_consent,
        (path, 61011): by_an_app_that_is_no_component,
    }


def own_of_component(path: str) -> dict[tuple[str, int], Recipe]:
    return {
        (path, 40013): spoiled(component_appid=UNKNOWN),
        (path, 41018): spoiled(component_appid=None),
        (path, 43002): by_get,
        (path, 47001): as_a_form,
        (path, 61011): by_an_app_that_is_no_component,
    }


def of_grant(path: str) -> dict[tuple[str, int], Recipe]:
    return {
        (path, 40001): spoiled(access_token="made-up"),
        (path, 40003): spoiled(openid="o" + "x" * 27),
        (path, 41001): spoiled(access_token=None),
        (path, 41009): spoiled(openid=None),
        (path, 42001): after(7200),
    }


RECIPES: dict[tuple[str, int], Recipe] = {
    (EXCHANGE, 40002): spoiled(grant_type="client_credential"),
    (EXCHANGE, 40013): spoiled(appid=UNKNOWN),
    (EXCHANGE, 40029): after(300),
    (EXCHANGE, 40125): spoiled(secret="0" * 32),
    (EXCHANGE, 40163): twice,
    (EXCHANGE, 41002): spoiled(appid=None),
    (EXCHANGE, 41004): spoiled(secret=None),
    (EXCHANGE, 41008): spoiled(code=None),
    (REFRESH, 40002): spoiled(grant_type="authorization_code"),
    (REFRESH, 40013): spoiled(appid=UNKNOWN),
    (REFRESH, 40030): spoiled(refresh_token="made-up"),
    (REFRESH, 41002): spoiled(appid=None),
    (REFRESH, 41003): spoiled(refresh_token=None),
    (REFRESH, 42002): after(30 * DAY),
    **of_grant(USERINFO),
    (USERINFO, 48001): of_snsapi_base,
    **of_grant(AUTH),
    (TICKET, 40001): spoiled(access_token="97_made-up"),
    (TICKET, 40097): spoiled(type="card"),
    (TICKET, 41001): spoiled(access_token=None),
    (TICKET, 42001): after(7200),
    **own_of_component(COMPONENT_TOKEN),
    (COMPONENT_TOKEN, 40125): spoiled(component_appsecret="0" * 32),
    (COMPONENT_TOKEN, 41004): spoiled(component_appsecret=None),
    (COMPONENT_TOKEN, 61005): after(12 * 3600),
    (COMPONENT_TOKEN, 61006): spoiled(component_verify_ticket=None),
    **own_of_component(PRE_AUTH),
    (PRE_AUTH, 40001): with_query(component_access_token="made-up"),
    (PRE_AUTH, 41001): with_query(component_access_token=None),
    (PRE_AUTH, 42001): after(7200),
    **acting(COMPONENT_SESSION),
    (COMPONENT_SESSION, 40002): spoiled(grant_type="x"),
    (COMPONENT_SESSION, 40029): after(300),
    (COMPONENT_SESSION, 40163): twice,
    (COMPONENT_SESSION, 40226): spoiled("mallory"),
    (COMPONENT_SESSION, 41008): spoiled(js_code=None),
    **acting(COMPONENT_EXCHANGE),
    (COMPONENT_EXCHANGE, 40002): spoiled(grant_type="x"),
    (COMPONENT_EXCHANGE, 40029): after(300),
    (COMPONENT_EXCHANGE, 40163): twice,
    (COMPONENT_EXCHANGE, 41008): spoiled(code=None),
    **acting(COMPONENT_REFRESH),
    (COMPONENT_REFRESH, 40002): spoiled(grant_type="x"),
    (COMPONENT_REFRESH, 40030): spoiled(refresh_token="made-up"),
    (COMPONENT_REFRESH, 41003): spoiled(refresh_token=None),
    (COMPONENT_REFRESH, 42002): after_with_a_token_fetched_then(30 * DAY),
}


@pytest.mark.parametrize(("path", "errcode"), RECIPES)
def test_a_refusal_is_written_as_wechat_writes_it(app, world, backend_with, path, errcode):
    response = RECIPES[path, errcode](backend_with, path)

    sns = path.startswith("/sns/")
    text = TEXTS.get(errcode) or (SHORT if sns else LONG)
    written = re.fullmatch(
        f'{{"errcode":{errcode},"errmsg":"{re.escape(text)}{"," if sns else ""} rid: ({RID})"}}',
        response.text,
    )
    assert written, response.text
    assert int(written[1][:8], 16) == int(world.clock.now())
    assert response.status_code == 200
    wanted = "text/plain" if sns else "application/json; encoding=utf-8"
    assert response.headers["Content-Type"] == wanted
    assert_the_reason_helps(app, path, errcode)


def test_every_errcode_of_these_paths_has_a_recipe_and_no_other_has():
    mine = [route for route in ROUTES if "contract/test_web_errcodes.py" in route.tests]
    table = [(route.path, errcode) for route in mine for errcode in route.errcodes]

    assert len(table) == len(set(table))
    assert {pair for pair in table if pair[1] not in COMMON_ERRORS} == set(RECIPES)


def test_what_the_contract_lists_of_an_exchange_can_be_answered():
    (route,) = [route for route in ROUTES if route.path == EXCHANGE]

    assert {40002, 40013, 40029, 40125, 40163, 41008, 45011} <= set(route.errcodes)


# Wrong in every way, beginning with what is looked at first.
STEPS = {
    EXCHANGE: [
        ("appid", None, 41002),
        ("appid", UNKNOWN, 40013),
        ("secret", None, 41004),
        ("code", None, 41008),
        ("grant_type", "x", 40002),
        ("code", "x", 40029),
        ("secret", "0" * 32, 40125),
    ],
    REFRESH: [
        ("appid", None, 41002),
        ("appid", UNKNOWN, 40013),
        ("grant_type", "x", 40002),
        ("refresh_token", None, 41003),
        ("refresh_token", "x", 40030),
    ],
    USERINFO: [
        ("access_token", None, 41001),
        ("access_token", "x", 40001),
        ("openid", None, 41009),
        ("openid", "x", 40003),
    ],
    COMPONENT_SESSION: [
        ("appid", None, 41002),
        ("appid", UNKNOWN, 40013),
        ("component_appid", None, 41018),
        ("component_access_token", None, 41001),
        ("component_access_token", "x", 40094),
        ("js_code", None, 41008),
        ("grant_type", "x", 40002),
        ("js_code", "x", 40029),
    ],
}


@pytest.mark.parametrize("path", STEPS)
def test_of_several_mistakes_the_one_looked_at_first_is_answered(backend, path):
    request = backend.request(path)
    answers = []
    for first in range(len(STEPS[path])):
        good = dict(request.query)
        wrong: dict[str, Any] = {}
        for name, value, _ in STEPS[path][first:]:
            wrong.setdefault(name, value)
        answers.append(request.change(**wrong).send().get_json(force=True)["errcode"])
        request.query.clear()
        request.query.update(good)

    assert answers == [errcode for _, _, errcode in STEPS[path]]
    assert b'"errcode":4' not in request.send().data
