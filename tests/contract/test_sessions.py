"""/wxa/checksession and /wxa/resetusersessionkey: is this session_key the current one?"""

import base64
import hmac

import pytest

from wxsim import opendata

CHECK = "/wxa/checksession"
RESET = "/wxa/resetusersessionkey"
DAY = 86_400

METHODS = {CHECK: ["GET", "POST", "PUT"], RESET: ["GET", "POST"]}


def test_the_current_key_is_ok(backend):
    response = backend.send(CHECK)

    assert response.text == '{"errcode":0,"errmsg":"ok"}'
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"


def test_a_key_is_current_before_its_code_is_exchanged(world, backend):
    backend.code("bob")
    user = world.users.of(backend.app, world.people.get("bob"))
    session = {"openid": user.openid, "session_key": user.session_key.value}

    assert backend.ask(CHECK, **backend.signed(session))["errcode"] == 0


def test_a_key_that_a_login_replaced_is_an_invalid_signature(backend_with):
    backend = backend_with(session_key_min_age=0)
    old = backend.login()
    backend.code()

    assert backend.ask(CHECK, **backend.signed(old))["errcode"] == 87009


def test_an_expired_key_is_an_invalid_signature(world, backend):
    session = backend.login("bob")
    world.clock.advance(3 * DAY)

    assert backend.ask(CHECK, **backend.signed(session))["errcode"] == 87009


def test_a_signature_with_the_decoded_key_is_invalid(backend):
    session = backend.login()
    raw = base64.b64decode(session["session_key"])
    signature = hmac.new(raw, b"", "sha256").hexdigest()

    assert backend.ask(CHECK, signature=signature)["errcode"] == 87009


def test_the_signature_of_another_person_is_invalid(backend):
    bob = backend.login("bob")
    alice = backend.login("alice")

    answer = backend.ask(CHECK, **{**backend.signed(alice), "openid": bob["openid"]})

    assert answer["errcode"] == 87009


def test_a_signature_in_capitals_is_invalid(backend):
    signature = backend.signed(backend.login())["signature"].upper()

    assert backend.ask(CHECK, signature=signature)["errcode"] == 87009


@pytest.mark.parametrize(("path", "errcode"), [(CHECK, 87009), (RESET, 87007)])
@pytest.mark.parametrize("openid", ["oNobody", "\x00", "微信"])
def test_an_openid_that_never_logged_in_has_no_session(backend, path, errcode, openid):
    assert backend.ask(path, openid=openid)["errcode"] == errcode


@pytest.mark.parametrize("path", [CHECK, RESET])
@pytest.mark.parametrize("value", [None, ""])
def test_openid_signature_and_sig_method_are_all_required(backend, path, value):
    for name, errcode in (("openid", 40097), ("signature", 40097), ("sig_method", 87008)):
        assert backend.ask(path, **{name: value})["errcode"] == errcode


@pytest.mark.parametrize("path", [CHECK, RESET])
def test_the_query_counts_and_a_body_does_not(client, backend, path):
    query = backend.request(path).query
    token = {"access_token": query.pop("access_token")}

    for method in METHODS[path]:
        answer = client.open(path, method=method, query_string={**token, **query}).json
        assert answer["errcode"] in (0, 87009)
        answer = client.open(path, method=method, query_string=token, json=query).json
        assert answer["errcode"] == 40097


@pytest.mark.parametrize("method", METHODS[RESET])
def test_a_reset_answers_with_the_new_key(world, backend, method):
    request = backend.request(RESET)
    request.method = method

    response = request.send()

    user = world.users.of(backend.app, world.people.get("alice"))
    assert user.session_key.generation == 2
    assert response.text == (
        f'{{"errcode":0,"errmsg":"ok","openid":"{user.openid}",'
        f'"session_key":"{user.session_key.value}"}}'
    )


def test_after_a_reset_the_new_key_is_current_and_the_old_one_is_not(backend):
    old = backend.login()
    new = backend.ask(RESET, **backend.signed(old))

    assert new["session_key"] != old["session_key"]
    assert backend.ask(CHECK, **backend.signed(new))["errcode"] == 0
    assert backend.ask(CHECK, **backend.signed(old))["errcode"] == 87009
    assert backend.ask(RESET, **backend.signed(old))["errcode"] == 87009


def test_a_reset_changes_neither_what_jscode2session_nor_what_the_phone_uses(backend):
    new = backend.ask(RESET)["session_key"]

    assert backend.login()["session_key"] == new
    profile = backend.wx("getUserInfo")
    assert opendata.raw_data_is_genuine(profile["rawData"], profile["signature"], new)


def test_a_new_key_inherits_the_end_of_the_old_one(world, backend):
    request = backend.request(RESET)
    world.clock.advance(2 * DAY)
    new = request.change(access_token=backend.token()).send().json

    def prove():
        query = {"access_token": backend.token(), **backend.signed(new)}
        return backend.client.get(CHECK, query_string=query).json

    world.clock.advance(DAY - 1)
    assert backend.wx("checkSession")["errMsg"] == "checkSession:ok"
    assert prove()["errcode"] == 0
    world.clock.advance(1)

    assert backend.wx("checkSession")["errMsg"] != "checkSession:ok"
    assert prove()["errcode"] == 87009
