"""Every errcode in the route table is reached through HTTP and answered with WeChat's bytes.

The texts are those of the contract, written down here a second time on
purpose, and the recipes bring each refusal about as it comes about in life.
"""

import re
from email.utils import formatdate

import pytest

import management_refusals
import message_recipes
import signing_refusals
import user_refusals
from code_recipes import CODE_OWN_TEXTS, CODE_RECIPES, CODE_TEXTS, HINTED_CODES
from reasons import assert_the_reason_helps
from recipes import after, by_fault, by_get, in_an_app_with, spoiled, token_recipes, with_body
from wxsim.server_api.routes import ROUTES

JSCODE = "/sns/jscode2session"
CHECK = "/wxa/checksession"
RESET = "/wxa/resetusersessionkey"
TOKEN = "/cgi-bin/token"
STABLE = "/cgi-bin/stable_token"
PHONE = "/wxa/business/getuserphonenumber"

ADVICE = (
    ", could get access_token by getStableAccessToken, "
    "more details at https://mmbizurl.cn/s/JtxxFh33r"
)
TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest" + ADVICE,
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40090: "invalid request source (bad client ip), requestIP: 127.0.0.1",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist",
    40226: "code blocked",
    40243: "AppSecret has been frozen",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    42001: "access_token expired",
    43002: "require POST method",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    50004: "access_token interface is forbidden",
    50007: "account is frozen",
    87007: "session_key is not existd or expired",
    87008: "invalid sig_method",
    87009: "invalid signature",
    89503: "this ip needs the administrator's confirmation",
    89506: "this ip was refused twice by the administrator, retry in 24 hours",
    89507: "this ip was refused by the administrator, retry in 1 hour",
    **CODE_TEXTS,
    **management_refusals.TEXTS,
    **signing_refusals.TEXTS,
    **user_refusals.TEXTS,
    **message_recipes.TEXTS,
}
OWN_TEXTS = {
    (TOKEN, 45009): TEXTS[45009] + ADVICE,
    **user_refusals.OWN_TEXTS,
    **CODE_OWN_TEXTS,
}
BESIDES = user_refusals.BESIDES
HINTED = {(PHONE, 40029), (PHONE, 47001), *HINTED_CODES}

ELSEWHERE = ("203.0.113.7",)
RID = r"[0-9a-f]{8}-[0-7][0-9a-f]{7}-[0-7][0-9a-f]{7}"
HINT = r"\[[A-Za-z]{8,10}-[A-Za-z0-9]{5,7}\]"


def twice(**switches):
    """Send one good request two times, to an app with ``switches``."""

    def recipe(make, path):
        request = make(**switches).request(path)
        assert b'"errcode":4' not in request.send().data
        return request.send()

    return recipe


def with_the_session_over(make, path):
    backend = make()
    request = backend.request(path)
    backend.world.clock.advance(3 * 86_400)
    return request.change(access_token=backend.token()).send()


def code_of_another_app(make, path):
    code = make().wx("getPhoneNumber")["code"]
    return make(phone_code_of_other_app=40013).send(path, code=code)


def openid_of_bob(make, path):
    backend = make()
    return backend.send(path, "alice", openid=backend.login("bob")["openid"])


def credential_recipes(path):
    refusals = (40243, 50004, 50007, 89503, 89506, 89507)
    return {
        **{(path, errcode): in_an_app_with(token_refusal=errcode) for errcode in refusals},
        (path, 40002): spoiled(grant_type="authorization_code"),
        (path, 40013): spoiled(appid="wx0000000000000000"),
        (path, 40125): spoiled(secret="0" * 32),
        (path, 40164): in_an_app_with(ip_whitelist=ELSEWHERE),
        (path, 41002): spoiled(appid=None),
        (path, 41004): spoiled(secret=None),
    }


def session_recipes(path):
    return {
        **token_recipes(path),
        (path, 40097): spoiled(openid=None),
        (path, 87008): spoiled(sig_method="hmac_sha1"),
        (path, 87009): spoiled(signature="0" * 64),
    }


EVERYWHERE = {
    -1: by_fault(-1),
    45009: twice(daily_quota=1),
    45011: twice(minute_quota=1),
    44991: twice(minute_quota=1),
}
RECIPES = {
    **{
        (route.path, code): recipe
        for route in ROUTES
        for code, recipe in EVERYWHERE.items()
        # Whoever clears its quotas has not used them up.
        if code in route.errcodes
    },
    (JSCODE, 40002): spoiled(grant_type="authorization_code;"),
    (JSCODE, 40013): spoiled(appid="wx0000000000000000"),
    (JSCODE, 40029): after(300),
    (JSCODE, 40090): in_an_app_with(source_ips=ELSEWHERE),
    (JSCODE, 40125): spoiled(secret="0" * 32),
    (JSCODE, 40163): twice(),
    (JSCODE, 40226): spoiled(person="mallory"),
    (JSCODE, 41002): spoiled(appid=None),
    (JSCODE, 41004): spoiled(secret=None),
    (JSCODE, 41008): spoiled(js_code=None),
    **session_recipes(CHECK),
    **session_recipes(RESET),
    (RESET, 87007): with_the_session_over,
    **credential_recipes(TOKEN),
    **credential_recipes(STABLE),
    (STABLE, 43002): by_get,
    **token_recipes(PHONE),
    (PHONE, 40003): openid_of_bob,
    (PHONE, 40013): code_of_another_app,
    (PHONE, 40029): after(300),
    (PHONE, 43002): by_get,
    **CODE_RECIPES,
    (PHONE, 47001): with_body(b"code=a"),
    **management_refusals.RECIPES,
    **signing_refusals.RECIPES,
    **user_refusals.RECIPES,
    **{
        pair: recipe
        for path in message_recipes.PATHS
        for pair, recipe in token_recipes(path).items()
    },
    **message_recipes.RECIPES,
}


@pytest.mark.parametrize(("path", "errcode"), RECIPES)
def test_a_refusal_is_written_as_wechat_writes_it(app, world, backend_with, path, errcode):
    response = RECIPES[path, errcode](backend_with, path)

    text = {**TEXTS, **{code: own for (at, code), own in OWN_TEXTS.items() if at == path}}[errcode]
    hint = f" hint: {HINT}" if (path, errcode) in HINTED else ""
    suffix = f", rid: ({RID})" if path.startswith("/sns/") else f"{hint} rid: ({RID})"
    besides = re.escape(BESIDES.get((path, errcode), ""))
    wanted = f'{{"errcode":{errcode},"errmsg":"{re.escape(text)}{suffix}"{besides}}}'
    written = re.fullmatch(wanted, response.text)
    assert written, response.text
    assert int(written[1][:8], 16) == int(world.clock.now())
    assert response.status_code == 200
    assert dict(response.headers) == {
        "Content-Type": "text/plain"
        if path.startswith("/sns/")
        else "application/json; encoding=utf-8",
        "Content-Length": str(len(response.data)),
        "Date": formatdate(world.clock.now(), usegmt=True),
    }
    assert_the_reason_helps(app, path, errcode)


def test_every_errcode_of_the_route_table_has_a_recipe_and_no_other_has():
    table = [(route.path, errcode) for route in ROUTES for errcode in route.errcodes]

    assert len(table) == len(set(table))
    # What needs more words than fit here has a file of its own, which sees to it likewise.
    elsewhere = {route.path for route in ROUTES if "contract/test_web_errcodes.py" in route.tests}
    table = [
        (path, errcode) for path, errcode in table if path not in elsewhere or errcode in EVERYWHERE
    ]
    assert set(table) == set(RECIPES)


def test_jscode2session_can_answer_all_that_the_contract_lists():
    # Section A1; 40066 is the answer of every path but the right one.
    listed = {-1, 40002, 40013, 40029, 40090, 40125, 40163, 40226}
    listed |= {41002, 41004, 41008, 45009, 45011}

    assert {errcode for path, errcode in RECIPES if path == JSCODE} == listed
