"""The steps of a person, sealed for the server of an app."""

import json

import pytest
from wechatpy.crypto import WeChatWxaCrypto

from wxsim import opendata

DAY = 86_400
# The test world's time is 05:00 in Beijing.
MIDNIGHT = 1_763_845_200 - 5 * 3600


def steps(backend, person="alice"):
    key = backend.login(person)["session_key"]
    result = backend.wx("getWeRunData", person)
    assert list(result) == ["errMsg", "encryptedData", "iv"]
    assert result["errMsg"] == "getWeRunData:ok"
    return json.loads(opendata.decrypt(result["encryptedData"], key, result["iv"]))


def counts(backend, person="alice"):
    return [day["step"] for day in steps(backend, person)["stepInfoList"]]


def test_thirty_days_and_today_come_with_the_beginning_of_each_in_beijing(backend, now):
    opened = steps(backend)

    assert list(opened) == ["stepInfoList", "watermark"]
    assert opened["watermark"] == {"timestamp": int(now), "appid": backend.app.appid}
    assert [day["timestamp"] for day in opened["stepInfoList"]] == [
        MIDNIGHT - DAY * ago for ago in range(30, -1, -1)
    ]


def test_wechatpy_opens_them(backend):
    key = backend.login("bob")["session_key"]
    result = backend.wx("getWeRunData", "bob")

    crypto = WeChatWxaCrypto(key, result["iv"], backend.app.appid)

    assert len(crypto.decrypt_message(result["encryptedData"])["stepInfoList"]) == 31


def test_people_walk_some_thousand_steps_and_each_day_others(backend):
    *past, _today = counts(backend)

    assert all(1_000 < count < 18_000 for count in past)
    assert len(set(past)) > 25


def test_every_app_sees_the_same_steps_and_every_person_walks_alone(backend, backend_with):
    assert counts(backend) == counts(backend_with())
    assert counts(backend) != counts(backend, "bob")


def test_a_day_grows_until_it_is_over_and_stays_as_it_was(backend, world):
    seen = []
    for hours in (0, 5, 5, 9, 24):
        world.clock.advance(hours * 3600)
        seen.append(counts(backend))
    dawn, ten, three, midnight, later = seen

    assert dawn[-1] == 0 < ten[-1] < three[-1] < midnight[-2]
    assert midnight[-1] == 0
    assert dawn[1:-1] == ten[1:-1] == midnight[:-2]
    assert later[-3] == midnight[-2]


def test_a_refusal_is_kept_until_the_person_changes_it_in_the_settings(backend):
    backend.login()
    denied = {"errMsg": "getWeRunData:fail auth deny", "errno": 103}

    assert backend.wx("getWeRunData", tap="refuse") == denied
    assert backend.wx("getWeRunData") == denied
    assert backend.wx("getSetting")["authSetting"]["scope.werun"] is False
    backend.wx("openSetting", authSetting={"scope.werun": True})
    assert backend.wx("getWeRunData", tap="refuse")["errMsg"] == "getWeRunData:ok"


def test_without_a_live_session_there_is_nothing_to_encrypt_with(backend):
    failed = {"errMsg": "getWeRunData:fail session time out, need relogin"}
    assert backend.wx("getWeRunData") == failed

    backend.login()
    assert "iv" in backend.wx("getWeRunData")
    body = {"app": backend.app.appid, "person": "alice"}
    assert backend.client.post("/_wxsim/sessions/expire", json=body).status_code == 200
    assert backend.wx("getWeRunData") == failed


def test_a_key_of_before_the_latest_login_does_not_open_them(backend_with):
    backend = backend_with(session_key_renewal="every-login")
    old = backend.login()["session_key"]
    backend.login()
    result = backend.wx("getWeRunData")

    with pytest.raises((opendata.OpenDataError, json.JSONDecodeError)):
        json.loads(opendata.decrypt(result["encryptedData"], old, result["iv"]))


def test_why_knows_the_key_of_an_iv(backend):
    backend.login()
    iv = backend.wx("getWeRunData")["iv"]

    story = backend.client.get("/_wxsim/why", query_string={"about": iv}).text

    assert "was made with session_key 1" in story
