"""UserInfoUpdate: what is believed, what is stored, and what is sent back."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wxsim import opendata
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.loginserver.views import EXTENSION, Parts
from wxsim.loginserver.wechat import WeChatSession

APPID = "wx4f4bc4dec97d474b"
OPENID = "oGZUI0egBJY1zhBYw2KhdUfwVJJE"
SESSION_KEY = "tiihtNczf5v6AKRyjwEUhQ=="
ANOTHER_KEY = "HyVFkGl5F5OQWJZZaNzBBg=="
IV = "r7BXXKkLb8qrSNn05n0qiA=="
PROFILE = {
    "nickName": "苏震巍👩🏽‍🚀",
    "avatarUrl": "https://thirdwx.qlogo.cn/mmopen/vi_32/0/132",
    "province": "Jiangsu",
    "city": "Suzhou",
    "country": "CN",
    "gender": 1,
}
EMPTY = {name: 0 if name == "gender" else "" for name in PROFILE}


@pytest.fixture
def app() -> Flask:
    return create_login_server(LoginServerConfig(APPID, "5ec4e7", profile_max_age=600))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def mine(app: Flask) -> dict[str, str]:
    """Log a person in and give what they prove it with."""
    parts: Parts = app.extensions[EXTENSION]
    parts.accounts.ensure(OPENID)
    return {"third_Session": parts.sessions.start(WeChatSession(OPENID, SESSION_KEY))}


def signed(data: object, session_key: str = SESSION_KEY) -> dict[str, str]:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return {"rawData": text, "signature": opendata.sign_raw_data(text, session_key)}


def sealed(data: object, session_key: str = SESSION_KEY) -> dict[str, str]:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return {"encryptedData": opendata.encrypt(text, session_key, IV), "iv": IV}


def watermark(age: float = 0, appid: str = APPID) -> dict[str, Any]:
    return {"watermark": {"timestamp": int(time.time() - age), "appid": appid}}


def whole(**changes: object) -> dict[str, Any]:
    """Return the plaintext that WeChat makes for wx.getUserInfo."""
    return {"openId": OPENID, **PROFILE, "language": "zh_CN", **watermark(), **changes}


def stored(client: FlaskClient, mine: dict[str, str]) -> dict[str, Any]:
    record = json.loads(client.post("/Me", data=mine).get_json()["Data"])
    return {name: record[name] for name in PROFILE}


def assert_stored(client: FlaskClient, mine: dict[str, str], answer: Any, profile: object) -> None:
    assert (answer.status_code, answer.json["Code"]) == (200, 0)
    assert json.loads(answer.json["Data"]) == profile
    assert stored(client, mine) == profile


def assert_refused(
    client: FlaskClient, mine: dict[str, str], fields: dict[str, Any], status: int, *words: str
) -> None:
    """The answer is a refusal that has these words, and nothing was stored."""
    answer = client.post("/UserInfoUpdate", json=mine | fields)
    body = answer.get_json()
    assert (answer.status_code, body["Code"], body["Data"]) == (status, status, "")
    for word in words:
        assert word in body["Msg"]
    assert stored(client, mine) == EMPTY


@pytest.mark.parametrize("sending", ["query_string", "data", "json"])
def test_a_plain_profile_is_stored_as_it_came(
    client: FlaskClient, mine: dict[str, str], sending: str
) -> None:
    fields: dict[str, Any] = {sending: mine | PROFILE}
    assert_stored(client, mine, client.post("/UserInfoUpdate", **fields), PROFILE)


def test_fields_that_were_not_sent_keep_what_was_stored(
    client: FlaskClient, mine: dict[str, str]
) -> None:
    client.post("/UserInfoUpdate", json=mine | PROFILE)
    answer = client.post("/UserInfoUpdate", json=mine | {"city": "", "gender": None})
    assert_stored(client, mine, answer, PROFILE | {"city": ""})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nickName", 7),
        ("nickName", ["Band"]),
        ("nickName", "x" * 65),
        ("avatarUrl", "h" * 1025),
        ("avatarUrl", {}),
        ("province", "x" * 65),
        ("city", True),
        ("country", "x" * 65),
        ("gender", 3),
        ("gender", -1),
        ("gender", "male"),
        ("gender", ""),
        ("gender", 1.0),
        ("gender", True),
        ("gender", [1]),
    ],
)
def test_a_field_that_cannot_be_right_is_named(
    client: FlaskClient, mine: dict[str, str], field: str, value: object
) -> None:
    assert_refused(client, mine, PROFILE | {field: value}, 400, field)


def test_what_is_proven_is_stored_and_the_plain_fields_are_not(
    client: FlaskClient, mine: dict[str, str]
) -> None:
    plain = {"nickName": "somebody else", "city": "Atlantis"}
    for proof in (signed(PROFILE), sealed(whole())):
        client.post("/UserInfoUpdate", json=mine | EMPTY)
        answer = client.post("/UserInfoUpdate", json=mine | plain | proof)
        assert_stored(client, mine, answer, PROFILE)


def test_a_proof_without_a_city_does_not_let_a_plain_city_in(
    client: FlaskClient, mine: dict[str, str]
) -> None:
    fields = {"city": "Atlantis"} | signed({"nickName": "Band"})
    answer = client.post("/UserInfoUpdate", data=mine | fields)
    assert_stored(client, mine, answer, EMPTY | {"nickName": "Band"})


def test_encrypted_data_is_taken_over_raw_data(client: FlaskClient, mine: dict[str, str]) -> None:
    fields = signed({"nickName": "earlier"}) | sealed(whole())
    assert_stored(client, mine, client.post("/UserInfoUpdate", data=mine | fields), PROFILE)


def test_what_get_user_profile_gives_names_no_person_and_is_taken(
    client: FlaskClient, mine: dict[str, str]
) -> None:
    anonymous = EMPTY | {"nickName": "微信用户", "is_demote": True}
    answer = client.post("/UserInfoUpdate", json=mine | sealed(anonymous | watermark()))
    assert_stored(client, mine, answer, EMPTY | {"nickName": "微信用户"})


@pytest.mark.parametrize(
    "fields",
    [
        {"rawData": "{}"},
        {"signature": "0" * 40},
        {"encryptedData": "AAAA"},
        {"iv": IV},
        {"rawData": "{}", "signature": ""},
        {"rawData": PROFILE, "signature": "0" * 40},
        {"encryptedData": "AAAA", "iv": 7},
    ],
)
def test_half_a_proof_is_400(
    client: FlaskClient, mine: dict[str, str], fields: dict[str, Any]
) -> None:
    assert_refused(client, mine, PROFILE | fields, 400)


UNTRUSTED = {
    "raw data that was changed": signed(PROFILE) | {"rawData": json.dumps(PROFILE)},
    "raw data signed with another key": signed(PROFILE, ANOTHER_KEY),
    "a signature that is no hex": signed(PROFILE) | {"signature": "é"},
    "raw data that is not JSON": signed("nickName=Band"),
    "raw data that is not an object": signed([PROFILE]),
    "raw data that is too deep": signed("[" * 100_000),
    "data sealed with another key": sealed(whole(), ANOTHER_KEY),
    "another iv": sealed(whole()) | {"iv": ANOTHER_KEY},
    "an iv that is too short": sealed(whole()) | {"iv": "AAAA"},
    "encrypted data that is not base64": sealed(whole()) | {"encryptedData": "no base64!"},
    "encrypted data that was cut": sealed(whole()) | {"encryptedData": "AAAA"},
    "encrypted data that is not JSON": sealed("nickName=Band"),
    "encrypted data that is not an object": sealed([whole()]),
    "another app": sealed(whole(**watermark(appid="wx0123456789abcdef"))),
    "no watermark": sealed(PROFILE),
    "a watermark that is not an object": sealed(whole(watermark=APPID)),
    "a watermark without a time": sealed(whole(watermark={"appid": APPID})),
    "a watermark with no number for a time": sealed(
        whole(watermark={"appid": APPID, "timestamp": "now"})
    ),
    "a watermark that is too old": sealed(whole(**watermark(age=660))),
    "another person": sealed(whole(openId="oGZUI0another_person_of_ours")),
    "nobody": sealed(whole(openId=None)),
    "good encrypted data beside bad raw data": signed(PROFILE, ANOTHER_KEY) | sealed(whole()),
    "good raw data beside bad encrypted data": signed(PROFILE) | sealed(whole(), ANOTHER_KEY),
}


@pytest.mark.parametrize("case", UNTRUSTED)
def test_what_wechat_did_not_vouch_for_is_403_and_wx_login_again(
    client: FlaskClient, mine: dict[str, str], case: str
) -> None:
    fields = PROFILE | UNTRUSTED[case]
    assert_refused(client, mine, fields, 403, "wx.login again", "resend", "session_key")


@pytest.mark.parametrize("age", [540, -86400])
def test_a_watermark_may_be_a_little_old_or_in_the_future(
    client: FlaskClient, mine: dict[str, str], age: float
) -> None:
    answer = client.post("/UserInfoUpdate", json=mine | sealed(whole(**watermark(age))))
    assert_stored(client, mine, answer, PROFILE)


def test_genuine_data_that_is_no_profile_is_400(client: FlaskClient, mine: dict[str, str]) -> None:
    steps = {"stepInfoList": [], **watermark()}
    assert_refused(client, mine, PROFILE | sealed(steps), 400, "no profile")


@pytest.mark.parametrize("change", [{"gender": 7}, {"nickName": "\ud83d"}, {"city": 7}])
def test_genuine_data_is_held_to_the_same_limits(
    client: FlaskClient, mine: dict[str, str], change: dict[str, object]
) -> None:
    text = json.dumps(whole(**change))
    assert_refused(client, mine, sealed(text), 400, next(iter(change)))


def test_the_official_sample_is_genuine_but_old(client: FlaskClient, mine: dict[str, str]) -> None:
    sample = {
        "iv": IV,
        "encryptedData": (
            "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7f"
            "JlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8"
            "Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GR"
            "HpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UI"
            "eorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYT"
            "opNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T"
            "8yO5hzuyDb/XcxxmK01EpqOyuxINew=="
        ),
    }
    assert_refused(client, mine, sample, 403, "too old")
