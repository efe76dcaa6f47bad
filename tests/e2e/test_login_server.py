"""The login server against a WeChat that says, on a real socket, what each test tells it to."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug import Request, Response
from werkzeug.serving import make_server

from wxsim import opendata
from wxsim.loginserver import LoginServerConfig, create_login_server

APPID = "wx0123456789abcdef"
SECRET = "5ec4e75ec4e75ec4e75ec4e75ec4e75e"
SESSION_KEY = "tiihtNczf5v6AKRyjwEUhQ=="
OPENID = "oGZUI0egBJY1zhBYw2KhdUfwVJJE"
SESSION = {"session_key": SESSION_KEY, "openid": OPENID}
SESSION_PATH = "/sns/jscode2session"


@dataclass
class Reply:
    """One answer of the scripted WeChat; no status means that it hangs up."""

    body: bytes = b""
    status: int | None = 200
    delay: float = 0
    headers: dict[str, str] = field(default_factory=dict)


HANG_UP = Reply(status=None)


class ScriptedWeChat:
    """Answers with the replies in ``script``, then with what ``otherwise`` makes."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.script: deque[Reply] = deque()
        self.otherwise: Callable[[Request], Reply] | None = None
        self.base_url = ""

    def will_answer(self, *answers: dict[str, Any] | Reply) -> None:
        for answer in answers:
            self.script.append(answer if isinstance(answer, Reply) else json_reply(answer))

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.get_data()
        self.asked.append(request)
        reply = self.script.popleft() if self.script else HANG_UP
        if reply is HANG_UP and self.otherwise:
            reply = self.otherwise(request)
        time.sleep(reply.delay)
        if reply.status is None:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        # /sns answers text/plain, so every scripted answer does.
        headers = {"Content-Type": "text/plain"} | reply.headers
        return Response([reply.body], reply.status, headers)(environ, start_response)


def json_reply(answer: object) -> Reply:
    return Reply(json.dumps(answer).replace("/", "\\/").encode())


def refusal(errcode: int, errmsg: str = "as scripted, rid: 66c69111-4157f271-729ca238") -> Reply:
    return json_reply({"errcode": errcode, "errmsg": errmsg})


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve on a real socket and give the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def wechat() -> Iterator[ScriptedWeChat]:
    scripted = ScriptedWeChat()
    with serving(scripted) as scripted.base_url:
        yield scripted


def make_app(wechat: ScriptedWeChat, **settings: Any) -> Flask:
    return create_login_server(LoginServerConfig(APPID, SECRET, wechat.base_url, **settings))


@pytest.fixture
def client(wechat: ScriptedWeChat) -> FlaskClient:
    return make_app(wechat).test_client()


def data_of(answer: Any) -> dict[str, Any]:
    """Unwrap Data, a JSON text inside the JSON, as the article's client does."""
    body = answer.json() if callable(answer.json) else answer.json
    assert (answer.status_code, body["Code"], body["Msg"]) == (200, 0, "ok")
    data = json.loads(body["Data"])
    assert isinstance(data, dict)
    return data


def assert_refused(answer: Any, status: int, *words: str) -> None:
    assert answer.status_code == status
    assert answer.json["Code"] == status
    assert answer.json["Data"] == ""
    for word in words:
        assert word in answer.json["Msg"]


def log_in(client: FlaskClient, wechat: ScriptedWeChat) -> str:
    wechat.will_answer(SESSION)
    third_session = data_of(client.get("/Login", query_string={"code": "0a1"}))["third_Session"]
    assert isinstance(third_session, str)
    return third_session


def test_a_code_becomes_a_third_session(client: FlaskClient, wechat: ScriptedWeChat) -> None:
    wechat.will_answer(SESSION)
    data = data_of(client.get("/Login?code=0a1B%2Bc"))
    assert list(data) == ["third_Session"]
    assert len(data["third_Session"]) == 43
    (asked,) = wechat.asked
    assert (asked.method, asked.path) == ("GET", SESSION_PATH)
    assert asked.args.to_dict() == {
        "appid": APPID,
        "secret": SECRET,
        "js_code": "0a1B+c",
        "grant_type": "authorization_code",
    }


def test_an_answer_with_errcode_0_is_a_good_answer_too(
    client: FlaskClient, wechat: ScriptedWeChat
) -> None:
    wechat.will_answer(SESSION | {"errcode": 0, "errmsg": "ok"})
    assert data_of(client.get("/Login?code=0a1"))["third_Session"]


@pytest.mark.parametrize("errcode", [40029, 40163])
def test_a_code_that_wechat_refuses_is_401_and_wx_login_again(
    client: FlaskClient, wechat: ScriptedWeChat, errcode: int
) -> None:
    wechat.will_answer(refusal(errcode))
    assert_refused(client.get("/Login?code=0a1"), 401, "call wx.login again")
    assert len(wechat.asked) == 1


def test_a_system_error_is_tried_once_more(client: FlaskClient, wechat: ScriptedWeChat) -> None:
    wechat.will_answer(refusal(-1), SESSION)
    assert data_of(client.get("/Login?code=0a1"))["third_Session"]
    assert [asked.args["js_code"] for asked in wechat.asked] == ["0a1", "0a1"]


def test_a_second_system_error_is_503(client: FlaskClient, wechat: ScriptedWeChat) -> None:
    wechat.will_answer(refusal(-1), refusal(-1), SESSION)
    assert_refused(client.get("/Login?code=0a1"), 503, "retry")
    assert len(wechat.asked) == 2


@pytest.mark.parametrize("errcode", [45009, 45011])
def test_too_many_calls_are_503_and_retry_in_a_minute(
    client: FlaskClient, wechat: ScriptedWeChat, errcode: int
) -> None:
    wechat.will_answer(refusal(errcode))
    assert_refused(client.get("/Login?code=0a1"), 503, "retry in a minute")


def test_a_blocked_person_is_403(client: FlaskClient, wechat: ScriptedWeChat) -> None:
    wechat.will_answer(refusal(40226))
    assert_refused(client.get("/Login?code=0a1"), 403, "blocked")


@pytest.mark.parametrize("errcode", [40002, 40013, 40090, 40125, 41002, 41004, 41008, 99999])
def test_our_own_mistake_is_503_for_the_person_and_a_line_for_the_operator(
    client: FlaskClient, wechat: ScriptedWeChat, caplog: pytest.LogCaptureFixture, errcode: int
) -> None:
    wechat.will_answer(refusal(errcode, "invalid\nthing, rid: 1"))
    answer = client.get("/Login?code=0a1")
    assert_refused(answer, 503)
    assert str(errcode) not in answer.text
    assert "invalid" not in answer.text
    (line,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert str(errcode) in line.getMessage()
    assert "invalid\\nthing, rid: 1" in line.getMessage()


@pytest.mark.parametrize(
    "reply",
    [
        HANG_UP,
        Reply(json_reply(SESSION).body, status=502),
        Reply(json_reply(SESSION).body, status=201),
        Reply(b"", status=302, headers={"Location": SESSION_PATH}),
        Reply(b"<html>busy</html>", headers={"Content-Type": "text/html"}),
        Reply(b""),
        Reply(json_reply(SESSION).body[:-9]),
        Reply(json_reply(SESSION).body, headers={"Content-Length": "4000"}),
        Reply(json_reply(SESSION).body, headers={"Content-Encoding": "gzip"}),
        Reply(b'{"openid":"\xff"}'),
        Reply(b"[" * 100_000),
        json_reply([SESSION]),
        json_reply("ok"),
        json_reply(None),
        json_reply({}),
        json_reply({"openid": OPENID}),
        json_reply({"session_key": SESSION_KEY}),
        json_reply(SESSION | {"openid": 7}),
        json_reply(SESSION | {"openid": ""}),
        json_reply(SESSION | {"openid": "\ud83d"}),
        json_reply(SESSION | {"session_key": None}),
        json_reply(SESSION | {"session_key": [SESSION_KEY]}),
        json_reply(SESSION | {"errcode": "0"}),
        json_reply(SESSION | {"errcode": None}),
        json_reply(SESSION | {"errcode": False}),
    ],
)
def test_an_answer_that_makes_no_sense_is_503_and_not_asked_for_again(
    client: FlaskClient, wechat: ScriptedWeChat, reply: Reply
) -> None:
    wechat.will_answer(reply, SESSION)
    assert_refused(client.get("/Login?code=0a1"), 503, "retry")
    assert len(wechat.asked) == 1


def test_a_silent_wechat_is_given_up_on_and_not_asked_again(wechat: ScriptedWeChat) -> None:
    client = make_app(wechat, wechat_timeout=0.1).test_client()
    wechat.will_answer(Reply(json_reply(SESSION).body, delay=0.4), SESSION)
    started = time.monotonic()
    assert_refused(client.get("/Login?code=0a1"), 503)
    assert time.monotonic() - started < 0.35
    assert len(wechat.asked) == 1


def test_a_wechat_that_is_not_there_is_503(wechat: ScriptedWeChat) -> None:
    nobody_listens_here = "http://127.0.0.1:9"
    config = LoginServerConfig(APPID, SECRET, nobody_listens_here)
    assert_refused(create_login_server(config).test_client().get("/Login?code=0a1"), 503)


def test_a_proxy_in_the_environment_does_not_come_between_us_and_a_local_wechat(
    wechat: ScriptedWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert log_in(make_app(wechat).test_client(), wechat)


def test_logging_in_again_ends_the_previous_session_and_keeps_the_account(
    client: FlaskClient, wechat: ScriptedWeChat
) -> None:
    first = log_in(client, wechat)
    account = data_of(client.get("/Me", query_string={"third_Session": first}))
    second = log_in(client, wechat)
    assert second != first
    assert_refused(client.get("/Me", query_string={"third_Session": first}), 401, "log in again")
    assert data_of(client.get("/Me", query_string={"third_Session": second})) == account


def test_a_refused_login_leaves_the_session_before_it_alone(
    client: FlaskClient, wechat: ScriptedWeChat
) -> None:
    third_session = log_in(client, wechat)
    wechat.will_answer(refusal(40163))
    assert_refused(client.get("/Login?code=0a1"), 401)
    assert data_of(client.get("/Me", query_string={"third_Session": third_session}))


def a_person_for_each_code(asked: Request) -> Reply:
    code = asked.args["js_code"]
    return Reply(json_reply(SESSION | {"openid": f"o{code}"}).body, delay=0.05)


def test_fifty_people_logging_in_at_once_are_not_mixed_up(wechat: ScriptedWeChat) -> None:
    wechat.otherwise = a_person_for_each_code
    names = [f"person{number}" for number in range(50)]

    def first_visit(name: str) -> dict[str, Any]:
        with requests.Session() as http:
            login = http.get(address + "/Login", params={"code": name}, timeout=20)
            mine = {"third_Session": data_of(login)["third_Session"]}
            http.post(address + "/UserInfoUpdate", mine | {"nickName": name}, timeout=20)
            return data_of(http.post(address + "/Me", data=mine, timeout=20))

    with serving(make_app(wechat)) as address, ThreadPoolExecutor(len(names)) as pool:
        records = list(pool.map(first_visit, names))
    assert [record["nickName"] for record in records] == names
    assert len({record["userId"] for record in records}) == len(names)


def test_nothing_secret_is_in_any_answer_or_log_line(
    wechat: ScriptedWeChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = {"access_token": "80_the_token", "expires_in": 7200}
    raw_data = '{"nickName":"Band"}'
    proof = {"rawData": raw_data, "signature": opendata.sign_raw_data(raw_data, SESSION_KEY)}
    answers: list[str] = []
    with serving(make_app(wechat, wechat_timeout=0.2)) as address, requests.Session() as http:

        def visit(path: str, **query: str) -> requests.Response:
            answer = http.get(address + path, params=query, timeout=5)
            answers.append(answer.text)
            return answer

        wechat.will_answer(SESSION, token, refusal(40013))
        third_session = data_of(visit("/Login", code="0thecode"))["third_Session"]
        visit("/UserInfoUpdate", third_Session=third_session, **proof)
        visit("/UserInfoUpdate", third_Session=third_session, rawData="{}", signature="0")
        visit("/PhoneUpdate", third_Session=third_session, code="0thecode")
        visit("/Me", third_Session=third_session)
        visit("/nowhere", third_Session=third_session)
        failures = [refusal(40125), refusal(40029), HANG_UP, Reply(b"{"), Reply(delay=0.4)]
        wechat.will_answer(*failures)
        for _ in failures:
            visit("/Login", code="0thecode")
    unreachable = LoginServerConfig(APPID, SECRET, "http://127.0.0.1:9")
    create_login_server(unreachable).test_client().get("/Login?code=0thecode")

    # The two that write URLs did write them.
    urls = {(record.name, "jscode2session" in record.getMessage()) for record in caplog.records}
    assert {("urllib3.connectionpool", True), ("werkzeug", True)} <= urls
    secrets = [SECRET, SESSION_KEY, "80_the_token", "0thecode"]
    for secret in [*secrets, third_session, OPENID]:
        assert secret not in caplog.text
    for secret in [*secrets, OPENID]:
        assert not [answer for answer in answers if secret in answer]
    assert len([answer for answer in answers if third_session in answer]) == 1
