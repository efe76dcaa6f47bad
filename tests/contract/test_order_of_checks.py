"""When several things are wrong, the one that WeChat looks at first is the answer."""

import pytest

from wxsim.world import Fault

JSCODE = "/sns/jscode2session"
TOKEN = "/cgi-bin/token"
STABLE = "/cgi-bin/stable_token"
CHECK = "/wxa/checksession"
PHONE = "/wxa/business/getuserphonenumber"

# Wrong in every way, beginning with what is looked at first. Each step mends
# the first thing that is wrong.
CODE_STEPS = [
    ("appid", None, 41002),
    ("appid", "wx0000000000000000", 40013),
    ("secret", None, 41004),
    ("js_code", None, 41008),
    ("grant_type", "x", 40002),
    ("js_code", "x", 40029),
    ("secret", "0" * 32, 40125),
]
CREDENTIAL_STEPS = [
    ("appid", None, 41002),
    ("appid", "wx0000000000000000", 40013),
    ("secret", None, 41004),
    ("grant_type", "x", 40002),
    ("secret", "0" * 32, 40125),
]


def walk(request, steps):
    """Send a request that has every fault of ``steps`` from one on, and collect the answers."""
    answers = []
    for first in range(len(steps)):
        faults = {}
        for name, value, _ in steps[first:]:
            faults.setdefault(name, value)
        good = dict(request.params)
        answers.append(request.change(**faults).send().get_json(force=True)["errcode"])
        request.params.clear()
        request.params.update(good)
    return answers


def test_jscode2session_looks_at_appid_then_presence_then_code_then_secret(backend):
    request = backend.request(JSCODE)

    assert walk(request, CODE_STEPS) == [errcode for _, _, errcode in CODE_STEPS]
    assert b"openid" in request.send().data


@pytest.mark.parametrize("path", [TOKEN, STABLE])
def test_a_token_call_looks_at_appid_then_secret_then_grant_type(backend, path):
    request = backend.request(path)

    assert walk(request, CREDENTIAL_STEPS) == [errcode for _, _, errcode in CREDENTIAL_STEPS]
    assert "access_token" in request.send().json


@pytest.mark.parametrize("path", [JSCODE, TOKEN, STABLE])
def test_with_nothing_at_all_the_appid_is_missing(client, path):
    method = "POST" if path == STABLE else "GET"

    assert b'"errcode":41002,' in client.open(path, method=method).data


@pytest.mark.parametrize("path", [JSCODE, TOKEN, STABLE])
def test_an_unknown_appid_wins_over_everything_that_is_missing(backend, path):
    nothing = dict.fromkeys(("secret", "js_code", "grant_type"))

    assert backend.ask(path, appid="wxtest", **nothing)["errcode"] == 40013


def test_a_used_code_hides_a_wrong_secret(backend):
    request = backend.request(JSCODE)
    request.send()

    assert b'"errcode":40163,' in request.change(secret="0" * 32).send().data


def test_the_secret_comes_before_the_risk(backend):
    request = backend.request(JSCODE, "mallory").change(secret="0" * 32)

    assert b'"errcode":40125,' in request.send().data
    assert b'"errcode":40226,' in request.change(secret=backend.app.secret).send().data


def test_the_callers_address_and_the_quota_come_before_what_is_missing(backend_with):
    elsewhere = backend_with(source_ips=("203.0.113.7",), minute_quota=1)
    assert elsewhere.ask(JSCODE, secret=None)["errcode"] == 40090

    hurried = backend_with(minute_quota=1)
    assert hurried.ask(JSCODE, secret=None)["errcode"] == 41004
    assert hurried.ask(JSCODE, secret=None)["errcode"] == 45011


def test_a_whitelist_comes_before_what_is_missing_and_a_refusal_after_the_secret(backend_with):
    elsewhere = backend_with(ip_whitelist=("203.0.113.7",))
    assert elsewhere.ask(TOKEN, secret=None)["errcode"] == 40164

    frozen = backend_with(token_refusal=40243)
    assert frozen.ask(TOKEN, secret="0" * 32)["errcode"] == 40125
    assert frozen.ask(TOKEN)["errcode"] == 40243


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_the_token_comes_before_method_body_and_parameters(client, method):
    def errcode(query):
        return client.open(PHONE, method=method, query_string=query, data=b"{").json["errcode"]

    assert errcode("") == 41001
    assert errcode("access_token=made-up") == 40001


def test_the_method_comes_before_the_body_and_before_the_quota(client, backend_with):
    backend = backend_with(minute_quota=1)
    request = backend.request(PHONE)
    for _ in range(3):
        answer = client.get(PHONE, query_string=request.query, data=b"{")
        assert answer.json["errcode"] == 43002

    assert request.send().json["errcode"] == 0


def test_the_parameters_of_a_session_are_looked_at_in_order(backend):
    request = backend.request(CHECK).change(openid=None, sig_method="x", signature="x")
    assert request.send().json["errcode"] == 40097

    request.change(openid="oNobody")
    assert request.send().json["errcode"] == 87008

    request.change(sig_method="hmac_sha256")
    assert request.send().json["errcode"] == 87009


def test_a_busy_wechat_looks_at_nothing(world, client):
    world.faults.add(Fault(path=JSCODE, errcode=-1))

    assert b'"errcode":-1,' in client.get(JSCODE).data
    assert b'"errcode":41002,' in client.get(JSCODE).data
