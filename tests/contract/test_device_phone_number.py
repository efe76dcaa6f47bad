"""The phone-number button: a code for the server, and the number the old way."""

import re

from wxsim import opendata

DENIED = {"errMsg": "getPhoneNumber:fail user deny", "errno": 103}


def put(backend, granted):
    body = {"appid": backend.app.appid, "scope": "phoneNumber", "granted": granted}
    assert backend.client.put("/_wxsim/consent", json=body).status_code == 200


def test_with_a_session_the_number_comes_encrypted_as_well(backend, now):
    key = backend.login()["session_key"]

    result = backend.wx("getPhoneNumber")

    assert list(result) == ["errMsg", "code", "encryptedData", "iv"]
    assert result["errMsg"] == "getPhoneNumber:ok"
    assert re.fullmatch("[0-9a-f]{64}", result["code"])
    assert opendata.decrypt(result["encryptedData"], key, result["iv"]) == (
        '{"phoneNumber":"17000000001","purePhoneNumber":"17000000001","countryCode":"86",'
        f'"watermark":{{"timestamp":{int(now)},"appid":"{backend.app.appid}"}}}}'
    )


def test_a_foreign_number_has_its_prefix_there_too(backend):
    key = backend.login("carol")["session_key"]
    result = backend.wx("getPhoneNumber", "carol")

    opened = opendata.decrypt(result["encryptedData"], key, result["iv"])

    assert opened.startswith(
        '{"phoneNumber":"85251000004","purePhoneNumber":"51000004","countryCode":"852",'
    )


def test_without_a_session_there_is_a_code_and_nothing_to_open(backend):
    result = backend.wx("getPhoneNumber")

    assert list(result) == ["errMsg", "code"]


def test_every_press_gives_another_code(backend):
    assert len({backend.wx("getPhoneNumber")["code"] for _ in range(10)}) == 10


def test_a_refusal_gives_no_code_and_is_not_kept(backend):
    assert backend.wx("getPhoneNumber", tap="refuse") == DENIED
    assert backend.wx("getPhoneNumber")["errMsg"] == "getPhoneNumber:ok"


def test_a_recorded_refusal_stands_until_it_is_forgotten(backend):
    put(backend, granted=False)
    assert backend.wx("getPhoneNumber", tap="allow") == DENIED

    put(backend, granted=None)
    assert backend.wx("getPhoneNumber")["errMsg"] == "getPhoneNumber:ok"


def test_the_dialog_has_no_scope_in_the_settings(backend):
    put(backend, granted=False)

    assert backend.wx("getSetting")["authSetting"] == {"scope.userInfo": True}
