"""/sns/oauth2/access_token: what the code of a page is worth, and to whom."""

import re

import pytest

from wxsim.world.web_grants import ACCESS_LIFETIME

PATH = "/sns/oauth2/access_token"


@pytest.fixture
def code_of(client):
    """Let somebody allow, without a page."""

    def make(app, person="alice", **more):
        body = {"app": app.appid, "person": person, **more}
        response = client.post("/_wxsim/oauth/codes", json=body)
        assert response.status_code == 201, response.text
        return response.json["code"]

    return make


@pytest.fixture
def exchange(client):
    def send(app, code):
        query = {"appid": app.appid, "secret": app.secret, "code": code}
        answer = client.get(PATH, query_string={**query, "grant_type": "authorization_code"})
        return answer.get_json(force=True)

    return send


@pytest.fixture
def account(world):
    return world.apps.add(kind="official_account", open_account="demo")


@pytest.fixture
def website(world):
    return world.apps.add(kind="website", open_account="demo")


def test_an_exchange_answers_five_keys_and_the_unionid_in_the_real_order(client, account, code_of):
    query = {"appid": account.appid, "secret": account.secret, "grant_type": "authorization_code"}
    code = code_of(account, scope="snsapi_userinfo")

    response = client.get(PATH, query_string={**query, "code": code})

    pattern = (
        r'\{"access_token":"[\w-]{107}","expires_in":7200,"refresh_token":"[\w-]{107}",'
        r'"openid":"o[\w-]{27}","scope":"snsapi_userinfo","unionid":"o[\w-]{27}"\}'
    )
    assert re.fullmatch(pattern, response.text)
    assert response.headers["Content-Type"] == "text/plain"
    assert ACCESS_LIFETIME == 7200


def test_the_least_scope_tells_the_openid_and_no_unionid(account, code_of, exchange):
    answer = exchange(account, code_of(account))

    assert answer["scope"] == "snsapi_base"
    assert "unionid" not in answer


def test_an_app_of_no_open_account_tells_no_unionid(world, code_of, exchange):
    unbound = world.apps.add(kind="website")

    assert "unionid" not in exchange(unbound, code_of(unbound))


def test_the_page_and_the_mini_program_of_one_account_know_a_person_by_one_unionid(
    backend, account, website, code_of, exchange
):
    by_page = exchange(account, code_of(account, scope="snsapi_userinfo"))
    by_scan = exchange(website, code_of(website))
    by_login = backend.login("alice")

    assert by_page["unionid"] == by_scan["unionid"] == by_login["unionid"]
    assert len({by_page["openid"], by_scan["openid"], by_login["openid"]}) == 3


def test_a_person_keeps_the_openid(account, code_of, exchange):
    answers = [exchange(account, code_of(account, person)) for person in ("bob", "alice", "bob")]

    openids = [answer["openid"] for answer in answers]
    assert openids[0] == openids[2] != openids[1]


@pytest.mark.parametrize(
    ("kind", "lifetime"), [("official_account", 300), ("website", 600), ("mobile_app", 600)]
)
def test_a_code_lives_as_long_as_codes_of_its_kind(world, code_of, exchange, kind, lifetime):
    app = world.apps.add(kind=kind)
    in_time, late = code_of(app), code_of(app)

    world.clock.advance(lifetime - 1)
    assert "openid" in exchange(app, in_time)
    world.clock.advance(1)
    assert exchange(app, late)["errcode"] == 40029


def test_a_used_code_is_refused_with_40163(account, code_of, exchange):
    code = code_of(account)

    assert "openid" in exchange(account, code)
    assert exchange(account, code)["errcode"] == 40163


def test_the_code_of_another_app_is_invalid_and_stays_good(account, website, code_of, exchange):
    code = code_of(website)

    assert exchange(account, code)["errcode"] == 40029
    assert "openid" in exchange(website, code)


def test_a_js_code_and_a_web_code_are_not_each_other(backend, account, code_of, exchange, world):
    # Even in one app, whatever it is.
    world.apps.register_as(backend.app.appid, "official_account")
    js_code, web_code = backend.code(), code_of(backend.app)

    assert exchange(backend.app, js_code)["errcode"] == 40029
    assert backend.exchange(web_code)["errcode"] == 40029


def test_a_wrong_secret_leaves_the_code_good(client, account, code_of, exchange):
    code = code_of(account)
    query = {"appid": account.appid, "secret": "0" * 32, "code": code}

    refused = client.get(PATH, query_string={**query, "grant_type": "authorization_code"})

    assert b'"errcode":40125' in refused.data
    assert "openid" in exchange(account, code)


def test_a_snapshot_user_is_nobody_that_the_app_knows(account, code_of, exchange):
    real = exchange(account, code_of(account, scope="snsapi_userinfo"))

    virtual = exchange(account, code_of(account, scope="snsapi_userinfo", snapshot=True))

    assert virtual["is_snapshotuser"] == 1
    assert "is_snapshotuser" not in real
    assert list(virtual)[-2:] == ["is_snapshotuser", "unionid"]
    assert virtual["openid"] != real["openid"]
    assert virtual["unionid"] != real["unionid"]
    assert re.fullmatch(r"o[\w-]{27}", virtual["openid"])


def test_the_reason_of_a_refusal_is_told(client, account, code_of, exchange):
    code = code_of(account, "bob")
    exchange(account, code)

    exchange(account, code)

    assert "the code of bob was spent by request" in client.get("/_wxsim/journal").json[-1]["why"]


def test_a_fault_strikes_the_person_who_allowed(client, account, code_of, exchange):
    client.post("/_wxsim/faults", json={"errcode": -1, "person": "bob"})

    assert "openid" in exchange(account, code_of(account, "alice"))
    assert exchange(account, code_of(account, "bob"))["errcode"] == -1


def test_codes_survive_a_snapshot_and_a_reset_forgets_them(client, account, code_of, exchange):
    code = code_of(account)
    client.put("/_wxsim/snapshots/before")

    assert "openid" in exchange(account, code)
    client.post("/_wxsim/snapshots/before/restore")
    assert "openid" in exchange(account, code)
    client.post("/_wxsim/reset")
    assert exchange(account, code)["errcode"] == 40013


def test_an_app_knows_the_person_who_allowed_and_no_snapshot_user(
    world, account, code_of, exchange
):
    real = exchange(account, code_of(account, "bob"))["openid"]
    virtual = exchange(account, code_of(account, "bob", snapshot=True))["openid"]

    assert world.users.by_openid(account, real).person == "bob"
    assert world.users.by_openid(account, virtual) is None
