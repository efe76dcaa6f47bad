"""Signed and encrypted requests of the Server API, by a developer's server of its own."""

from __future__ import annotations

import json

import pytest
import requests

from signed_requests import ADDRESS, KEYS, Signer
from wxsim.server_api.route import SIGNING_ERRORS
from wxsim.server_api.routes import ROUTES
from wxsim.testing import Simulator
from wxsim_fixtures import vectors

RISK = "/wxa/getuserriskrank"
PHONE = "/wxa/business/getuserphonenumber"
CHECK = "/wxa/checksession"
SIGNABLE = [route for route in ROUTES if route.signable]

# The guide's sample for the Chinese algorithms: body and signature belong
# together, the number of each key too. The signature is shown there as one
# over an answer; its text is the same for a request.
SM_SAMPLE = {
    "appid": "wxba6223c06417af7b",
    "timestamp": 1692932963,
    "key": "YXBwaWRkdXNlZm9ydGVzdA==",
    "key_sn": "fa05fe1e5bcc79b81ad5ad4b58acf787",
    "public_key": "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEKpbg7G/d0ReCOzaZk3O3SVkiFoRG\n"
    "iFskXEzc2/gYrHvQQMcg5imja570cQ7y7bx1ezNA4bjHEPFtbhj8h/RKig==\n"
    "-----END PUBLIC KEY-----\n",
    "public_sn": "8a98f6bba1415c0c4f6879bda6807861",
    "body": '{"iv":"b3sjwc9yvUEGH45l","data":"fa8VugXI8UA2ugS646ZvuX0wo4qn0Eua2J9jtwACQXeVys3hP/'
    "fZDcZC4eEF9es/z/Zx6GM2piwoHKPmPbwzfNXWc/rUH/USFoKo6OBSiR8bb6QgkzYzYL9KsawMr8X/z6y8o3UzE5w65"
    "nfTySQFSpEVplD5S+SwQrLi3I2nUwS5N3SoJYsf8BHVfsYLBI9h1NocLgfjjyPYmeKsQ/t1muVWlV2Z75VbqFhM+ECg"
    'HpEvcWPDeUN5ZhZ6C/0=","authtag":"cDZY4giOZgf73/CvObhypQ=="}',
    "signature": "MEUCIQC++rC5Zv+84JtUZx+2w/QzpIH3KyRsMCFPcSZlxD9gCQIgGfBRLUc0S13vSGmBPS5zyNfi1IEi"
    "bxlaL0lPvV+Ap20=",
}


@pytest.mark.parametrize("signature", KEYS)
@pytest.mark.parametrize("cipher", ["AES256_GCM", "SM4_GCM"])
def test_a_request_is_opened_and_its_answer_verifies_and_opens(backend, now, cipher, signature):
    signer = Signer(backend, cipher, signature)

    answer = signer.read(signer.send(RISK), RISK)

    assert answer.pop("_n")
    assert answer.pop("unoin_id")
    assert answer == {
        "_appid": backend.app.appid,
        "_timestamp": int(now),
        "errcode": 0,
        "errmsg": "getuserriskrank succ",
        "risk_rank": 0,
    }


@pytest.mark.parametrize("route", SIGNABLE, ids=lambda route: route.path)
def test_every_path_that_says_so_takes_signed_requests(backend, route):
    signer = Signer(backend)

    response = signer.send(route.path)

    if response.mimetype == "image/jpeg":
        # Assumed: files stay outside of the encryption, as they do on the way up.
        assert response.data.startswith(b"\xff\xd8")
    else:
        assert signer.read(response, route.path)["errcode"] == 0


def test_the_paths_that_take_signed_requests_are_those_of_the_contract():
    # Section F.
    listed = {PHONE, "/wxa/business/checkencryptedmsg", "/wxa/getpluginopenpid", RISK}
    listed |= {"/wxa/business/getuserencryptkey", "/cgi-bin/clear_quota"}
    listed |= {"/cgi-bin/openapi/quota/get", "/cgi-bin/openapi/rid/get"}
    listed |= {"/wxa/msg_sec_check", "/wxa/media_check_async", "/cgi-bin/message/custom/send"}
    listed |= {"/wxa/getwxacode", "/wxa/getwxacodeunlimit", "/cgi-bin/wxaapp/createwxaqrcode"}

    assert {route.path for route in SIGNABLE} == listed


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_path_refuses_bad_signatures_if_and_only_if_it_takes_good_ones(route):
    named = set(SIGNING_ERRORS) & set(route.errcodes)

    assert named == (set(SIGNING_ERRORS) if route.signable else set())


def test_the_guides_chinese_sample_is_opened_to_the_letter(world, backend_of):
    sample = SM_SAMPLE
    world.clock.set(sample["timestamp"])
    app = world.apps.add(appid=sample["appid"])
    backend = backend_of(app.appid)
    world.api_keys.set_symmetric(app, "SM4_GCM", 16, sample["key"], sample["key_sn"])
    world.api_keys.set_public(app, "SM2withSM3", sample["public_key"], sample["public_sn"])

    response = send_as(backend, sample["timestamp"], sample["body"], sample["signature"])

    # The sample's person is nobody here; that this is known means that it was opened.
    assert response.json["errcode"] == 40003
    assert "oEWzBfmdLqhFS2mTXCo2E4Y9gJAM" in world.ledger.entries()[-1].story


def test_the_guides_sample_is_opened_to_the_letter(world, backend_of):
    sample = vectors()["api_signing_request_official"]
    world.clock.set(sample["timestamp"])
    app = world.apps.add(appid=sample["appid"])
    backend = backend_of(app.appid)
    key, sn = sample["symmetric_key"], sample["symmetric_sn"]
    world.api_keys.set_symmetric(app, "AES256_GCM", 32, key, sn)
    world.api_keys.set_public(app, "RSAwithSHA256", sample["public_key"], sample["asymmetric_sn"])

    response = send_as(backend, sample["timestamp"], sample["body"], sample["signature"])

    assert response.json["errcode"] == 40003
    assert "oEWzBfmdLqhFS2mTXCo2E4Y9gJAM" in world.ledger.entries()[-1].story


def send_as(backend, timestamp, body, signature):
    headers = {
        "Wechatmp-AppId": backend.app.appid,
        "Wechatmp-TimeStamp": str(timestamp),
        "Wechatmp-Signature": signature,
    }
    query = {"access_token": backend.token()}
    return backend.client.post(RISK, query_string=query, data=body, headers=headers)


def test_the_address_that_was_called_can_be_signed_in_place_of_wechats(backend):
    signer = Signer(backend, address="http://localhost")

    assert signer.read(signer.send(RISK), RISK)["errcode"] == 0


def test_parameters_of_the_query_are_encrypted_too(backend):
    # getuserencryptkey reads its query, and a signed request has nothing there.
    signer = Signer(backend)
    path = "/wxa/business/getuserencryptkey"

    assert len(signer.read(signer.send(path), path)["key_info_list"]) == 1


@pytest.mark.parametrize(
    "spoiled",
    [
        {"plaintext": {"_n": ""}},
        {"plaintext": {"_n": 5}},
        {"plaintext": {"_appid": None}},
        {"plaintext": {"_appid": "wx0000000000000000"}},
        {"plaintext": {"_timestamp": 5}},
        {"plaintext": {"_timestamp": None}},
        {"additional": {"url": RISK}},
        {"additional": {"url": f"{ADDRESS}{RISK}?access_token=x"}},
        {"additional": {"sn": "0" * 32}},
        {"additional": {"now": "1"}},
        {"additional": {"appid": "wx0000000000000000"}},
    ],
)
def test_what_was_encrypted_must_say_what_the_headers_say(backend, spoiled):
    assert Signer(backend, **spoiled).send(RISK).json["errcode"] == 40235


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[]", "x", '{"iv":"","data":"","authtag":""}', '{"iv":1,"data":2,"authtag":3}'],
)
def test_a_body_that_is_no_envelope_does_not_open(backend, now, body):
    signer, now = Signer(backend), str(int(now))
    headers = dict(signer.signed(RISK, now, body.encode()))
    query = {"access_token": backend.token()}

    response = backend.client.post(RISK, query_string=query, data=body, headers=headers)

    assert response.json["errcode"] == 40235


@pytest.mark.parametrize(("seconds", "errcode"), [(300, 0), (301, 40240), (-300, 0), (-301, 40240)])
def test_a_request_may_be_five_minutes_old_or_ahead(backend, now, seconds, errcode):
    signer = Signer(backend)
    request = backend.request(RISK)
    then = str(int(now) - seconds)
    body = signer.encrypt(RISK, then, request.body)
    headers = dict(signer.signed(RISK, then, body))

    sent = backend.client.post(RISK, query_string=request.query, data=body, headers=headers)

    assert (signer.read(sent, RISK) if errcode == 0 else sent.json)["errcode"] == errcode


@pytest.mark.parametrize("stamp", ["", " ", "now", "1e9", "-5", "9" * 5000, "１７６３８４５２００"])
def test_a_timestamp_is_unix_seconds(backend, stamp):
    request = backend.request(RISK)
    headers = {"Wechatmp-Appid": backend.app.appid, "Wechatmp-Signature": "x"}
    environ = {"HTTP_WECHATMP_TIMESTAMP": stamp.encode().decode("latin-1")}

    sent = backend.client.post(
        RISK, query_string=request.query, headers=headers, environ_overrides=environ
    )

    assert sent.json["errcode"] == (40240 if stamp else 40231)


def test_a_changed_body_is_no_longer_the_signed_one(backend, now):
    signer, stamp = Signer(backend), str(int(now))
    body = signer.encrypt(RISK, stamp, backend.request(RISK).body)
    headers = dict(signer.signed(RISK, stamp, body))
    query = {"access_token": backend.token()}

    sent = backend.client.post(RISK, query_string=query, data=body + b" ", headers=headers)

    assert sent.json["errcode"] == 40234


def test_a_refusal_of_the_endpoint_comes_plain_unless_the_switch_says_otherwise(
    backend, backend_with
):
    plain = Signer(backend).send(RISK, openid="oNobody")
    assert plain.json["errcode"] == 40003
    assert "Wechatmp-Signature" not in plain.headers

    signer = Signer(backend_with(refusals_encrypted=True))
    answer = signer.read(signer.send(RISK, openid="oNobody"), RISK)
    assert answer["errmsg"].startswith("invalid openid rid: ")


def test_plain_requests_are_taken_unless_the_switch_says_otherwise(backend, backend_with):
    Signer(backend)
    assert backend.ask(RISK)["errcode"] == 0

    strict = backend_with(plain_requests_refused=True)
    assert strict.ask(RISK)["errcode"] == 0
    Signer(strict)
    assert strict.ask(RISK)["errcode"] == 40233
    assert strict.ask(CHECK)["errcode"] == 0


def test_the_headers_mean_nothing_to_a_path_that_does_not_take_them(backend):
    request = backend.request(CHECK)
    headers = {"Wechatmp-Appid": "x", "Wechatmp-TimeStamp": "x", "Wechatmp-Signature": "x"}

    sent = backend.client.get(CHECK, query_string=request.query, headers=headers)

    assert sent.json["errcode"] == 0


def test_the_token_is_looked_at_before_the_signature(backend):
    signer = Signer(backend)
    backend.token = lambda: "97_made-up"

    assert signer.send(RISK).json["errcode"] == 40001


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{url}?access_token={token}\n{appid}\n{now}\n{body}", "with its query"),
        ("{path}\n{appid}\n{now}\n{body}", "the path was signed"),
        ("{url}\n{appid}\n{now}\n{sn}\n{body}", "the number of the key was signed too"),
        ("{url}\n{appid}\n{now}\n{body}\n", "a line end was signed"),
        ("{body}", ""),
    ],
)
def test_the_journal_tells_the_usual_mistakes(backend, now, text, why):
    signer, stamp = Signer(backend), str(int(now))
    request = backend.request(RISK)
    body = signer.encrypt(RISK, stamp, request.body)
    signed = text.format(
        url=ADDRESS + RISK,
        path=RISK,
        token=request.query["access_token"],
        appid=backend.app.appid,
        now=stamp,
        sn=signer.public.sn,
        body=body.decode(),
    )
    signer.headers["Wechatmp-Signature"] = signer.sign(signed.encode())
    headers = dict(signer.signed(RISK, stamp, body))

    sent = backend.client.post(RISK, query_string=request.query, data=body, headers=headers)

    assert sent.json["errcode"] == 40234
    [journal] = backend.client.get("/_wxsim/journal?errcode=40234").json
    assert why in journal["why"]


def test_the_journal_tells_of_the_older_padding(backend, now):
    signer, stamp = Signer(backend), str(int(now))
    request = backend.request(RISK)
    body = signer.encrypt(RISK, stamp, request.body)
    text = f"{ADDRESS}{RISK}\n{backend.app.appid}\n{stamp}\n".encode() + body
    signer.headers["Wechatmp-Signature"] = signer.sign_as_pkcs1(text)
    headers = dict(signer.signed(RISK, stamp, body))

    backend.client.post(RISK, query_string=request.query, data=body, headers=headers)

    [journal] = backend.client.get("/_wxsim/journal?errcode=40234").json
    assert "PSS padding" in journal["why"]


def test_the_same_seed_and_requests_give_the_same_signed_bytes(backend):
    answers = []
    for _ in range(2):
        backend.client.post("/_wxsim/reset")
        sent = Signer(backend).send(RISK)
        answers.append((sent.data, sorted(sent.headers)))

    # The requests differ in their random bytes, the answers in nothing.
    assert answers[0] == answers[1]
    assert json.loads(answers[0][0]).keys() == {"iv", "data", "authtag"}


def test_signed_requests_are_opened_in_process_too():
    with Simulator() as simulator, simulator.intercept():
        app = simulator.world.apps.get(None)
        token = simulator.world.tokens.fetch(app, "").value
        headers = {"Wechatmp-Appid": app.appid, "Wechatmp-TimeStamp": "1"}
        answer = requests.post(
            f"{ADDRESS}/cgi-bin/openapi/rid/get?access_token={token}",
            json={"rid": "x"},
            headers=headers,
            timeout=5,
        ).json()

    assert answer["errcode"] == 40232


def test_base64_that_is_none_is_no_signature(backend):
    signer = Signer(backend, headers={"Wechatmp-Signature": "nonsense!"})

    assert signer.send(RISK).json["errcode"] == 40234
