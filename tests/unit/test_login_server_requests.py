"""How the login server is asked, and that whatever is asked is answered in one shape."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.loginserver.views import EXTENSION, Parts
from wxsim.loginserver.wechat import WeChatSession

SESSION_KEY = "tiihtNczf5v6AKRyjwEUhQ=="
PATHS = ["/Login", "/UserInfoUpdate", "/PhoneUpdate", "/Me"]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    # Nobody listens there: a request that got as far as WeChat would be a 503.
    return create_login_server(
        LoginServerConfig(
            "wx0123456789abcdef",
            "5ec4e7",
            "http://127.0.0.1:9",
            database=str(tmp_path / "people.sqlite3"),
        )
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def third_session(app: Flask) -> str:
    parts: Parts = app.extensions[EXTENSION]
    parts.accounts.ensure("oBand")
    return parts.sessions.start(WeChatSession("oBand", SESSION_KEY))


def assert_refused(answer: Any, status: int, *words: str) -> None:
    assert answer.status_code == status
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(answer.json) == ["Code", "Msg", "Data"]
    assert (answer.json["Code"], answer.json["Data"]) == (status, "")
    for word in words:
        assert word in answer.json["Msg"]


def test_data_is_a_json_text_inside_the_json(client: FlaskClient, third_session: str) -> None:
    answer = client.get("/Me", query_string={"third_Session": third_session})
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.get_json()
    assert list(body) == ["Code", "Msg", "Data"]
    assert (body["Code"], body["Msg"]) == (0, "ok")
    assert isinstance(body["Data"], str)
    assert isinstance(json.loads(body["Data"]), dict)


def test_a_person_who_told_nothing_has_an_empty_record(
    client: FlaskClient, third_session: str
) -> None:
    answer = client.get("/Me", query_string={"third_Session": third_session})
    record = json.loads(answer.get_json()["Data"])
    assert len(str(record.pop("userId"))) == 16
    assert record == {
        "nickName": "",
        "avatarUrl": "",
        "gender": 0,
        "province": "",
        "city": "",
        "country": "",
        "phoneNumber": "",
        "purePhoneNumber": "",
        "countryCode": "",
    }


@pytest.mark.parametrize("name", ["third_Session", "third_session", "THIRD_SESSION"])
def test_parameters_are_found_in_any_case_and_any_place(
    client: FlaskClient, third_session: str, name: str
) -> None:
    mine = {name: third_session}
    for answer in (
        client.get("/Me", query_string=mine),
        client.post("/Me", query_string=mine),
        client.post("/Me", data=mine),
        client.post("/Me", data=mine, content_type="multipart/form-data"),
        client.post("/Me", json=mine),
        client.post("/Me", query_string=mine, json=mine),
        client.get("/Me", query_string=mine, content_type="application/json"),
    ):
        assert answer.status_code == 200


def test_a_parameter_with_two_values_is_refused(client: FlaskClient, third_session: str) -> None:
    mine = {"third_Session": third_session}
    twice = "was sent twice with different values"
    assert_refused(client.post("/Me?THIRD_SESSION=x", data=mine), 400, twice)
    assert_refused(client.post("/Me?third_Session=x", json=mine), 400, twice)
    assert_refused(client.get("/Login?code=0a1&Code=0a2"), 400, twice)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body", [b"{", b"code=0a1", b'{"code":"0a1"', b"\xff", b"[" * 100_000, b"1" * 5000 + b","]
)
def test_a_json_body_that_is_not_json_is_400(client: FlaskClient, path: str, body: bytes) -> None:
    answer = client.post(path, data=body, content_type="application/json")
    assert_refused(answer, 400, "not JSON")


@pytest.mark.parametrize("body", [b"[]", b'"0a1"', b"null", b"7"])
def test_a_json_body_that_is_not_an_object_is_400(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/Login", data=body, content_type="application/json")
    assert_refused(answer, 400, "must be an object")


@pytest.mark.parametrize("path", PATHS)
def test_half_a_character_is_400(client: FlaskClient, path: str) -> None:
    body = b'{"code":"\\ud83d","third_Session":"\\ud83d"}'
    assert_refused(client.post(path, data=body, content_type="application/json"), 400, "half")


@pytest.mark.parametrize("query", ["", "?code=", "?code=%20", "?kode=0a1", "?third_Session=x"])
def test_a_login_without_a_code_is_400(client: FlaskClient, query: str) -> None:
    assert_refused(client.get("/Login" + query), 400, "code is missing", "wx.login")


@pytest.mark.parametrize("code", ["x" * 513, 40029, True, ["0a1"], {"a": 1}])
def test_a_code_that_cannot_be_one_is_400(client: FlaskClient, code: object) -> None:
    assert_refused(client.post("/Login", json={"code": code}), 400, "code")


@pytest.mark.parametrize("path", ["/UserInfoUpdate", "/PhoneUpdate", "/Me"])
@pytest.mark.parametrize("body", [{}] + [{"third_Session": value} for value in ("", "x", 7, None)])
def test_without_a_session_a_person_is_told_to_log_in_again(
    client: FlaskClient, path: str, body: dict[str, object]
) -> None:
    answer = client.post(path, json=body | {"code": "0a1", "nickName": "Band"})
    assert_refused(answer, 401, "log in again", "wx.login")


def test_one_person_never_sees_another(app: Flask, third_session: str) -> None:
    parts: Parts = app.extensions[EXTENSION]
    parts.accounts.ensure("oSong")
    song = parts.sessions.start(WeChatSession("oSong", SESSION_KEY))
    client = app.test_client()
    client.post("/UserInfoUpdate", data={"third_Session": song, "nickName": "Song"})
    answer = client.post(
        "/Me", data={"third_Session": third_session, "openid": "oSong", "userId": "1"}
    )
    assert json.loads(answer.get_json()["Data"])["nickName"] == ""
    assert "Song" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/login", "/Login/", "/Login//", "/x//Login", "/static/x", "/Me/1"]
)
def test_an_unknown_path_is_404_in_json(client: FlaskClient, path: str) -> None:
    assert_refused(client.get(path), 404, "/Login")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_an_unknown_method_is_405_in_json(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert_refused(answer, 405, "GET or POST")
    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_more_than_a_megabyte_is_413_in_json(client: FlaskClient, content_type: str) -> None:
    body = b"nickName=" + b"x" * 1024 * 1024
    answer = client.post("/UserInfoUpdate", data=body, content_type=content_type)
    assert_refused(answer, 413, "1 MB")


def test_a_fault_of_our_own_is_a_neutral_500_in_json_and_in_the_log(
    client: FlaskClient, third_session: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(tmp_path / "people.sqlite3")) as somebody:
        somebody.execute("DROP TABLE session")
    answer = client.get("/Me", query_string={"third_Session": third_session})
    assert_refused(answer, 500, "our side")
    assert "session" not in answer.text
    assert "no such table: session" in caplog.text
    assert third_session not in caplog.text


@pytest.mark.parametrize("path", PATHS)
def test_a_head_is_refused_before_anything_is_done(client: FlaskClient, path: str) -> None:
    # With WeChat unreachable, a code that was sent on would be a 503.
    answer = client.head(f"{path}?code=abc")

    assert (answer.status_code, answer.headers["Allow"], answer.data) == (405, "GET, POST", b"")
