"""PhoneUpdate, against a WeChat that says, on a real socket, what each test tells it to."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug import Request, Response
from werkzeug.serving import make_server

from wxsim.loginserver import LoginServerConfig, create_login_server

APPID = "wx0123456789abcdef"
SECRET = "5ec4e75ec4e75ec4e75ec4e75ec4e75e"
SESSION = {"session_key": "tiihtNczf5v6AKRyjwEUhQ==", "openid": "oGZUI0egBJY1zhBYw2KhdUfwVJJE"}
TOKEN = {"access_token": "80_first", "expires_in": 7200}
PHONE = {
    "phoneNumber": "13800138000",
    "purePhoneNumber": "13800138000",
    "countryCode": "86",
    "watermark": {"timestamp": 1637744274, "appid": APPID},
}
GOOD_PHONE = {"errcode": 0, "errmsg": "ok", "phone_info": PHONE}

TOKEN_PATH = "/cgi-bin/stable_token"
PHONE_PATH = "/wxa/business/getuserphonenumber"


class ScriptedWeChat:
    """Gives its ``answers`` one by one, then what ``otherwise`` makes; None hangs up."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answers: deque[dict[str, Any] | None] = deque()
        self.otherwise: Callable[[Request], dict[str, Any]] | None = None

    def will_answer(self, *answers: dict[str, Any] | None) -> None:
        self.answers.extend(answers)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.get_data()
        self.asked.append(request)
        answer = self.answers.popleft() if self.answers else None
        if answer is None and self.otherwise:
            answer = self.otherwise(request)
        if answer is None:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response(json.dumps(answer))(environ, start_response)


def refusal(errcode: int) -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": "as scripted rid: 66c69111-4157f271-729ca238"}


@pytest.fixture
def wechat_and_client() -> Iterator[tuple[ScriptedWeChat, FlaskClient]]:
    scripted = ScriptedWeChat()
    server = make_server("127.0.0.1", 0, scripted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    config = LoginServerConfig(APPID, SECRET, f"http://127.0.0.1:{server.server_port}")
    yield scripted, create_login_server(config).test_client()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wechat(wechat_and_client: tuple[ScriptedWeChat, FlaskClient]) -> ScriptedWeChat:
    return wechat_and_client[0]


@pytest.fixture
def client(wechat_and_client: tuple[ScriptedWeChat, FlaskClient]) -> FlaskClient:
    return wechat_and_client[1]


@pytest.fixture
def third_session(client: FlaskClient, wechat: ScriptedWeChat) -> str:
    """Log a person in, and forget that WeChat was asked about it."""
    wechat.will_answer(SESSION)
    token: str = data_of(client.get("/Login?code=0a1"))["third_Session"]
    wechat.asked.clear()
    return token


def data_of(answer: Any) -> dict[str, Any]:
    assert (answer.status_code, answer.json["Code"]) == (200, 0)
    data = json.loads(answer.json["Data"])
    assert isinstance(data, dict)
    return data


def assert_refused(answer: Any, status: int, *words: str) -> None:
    assert (answer.status_code, answer.json["Code"], answer.json["Data"]) == (status, status, "")
    for word in words:
        assert word in answer.json["Msg"]


def update_phone(client: FlaskClient, third_session: str, code: str = "ab" * 32) -> Any:
    return client.post("/PhoneUpdate", json={"third_Session": third_session, "code": code})


def test_the_code_of_the_phone_button_becomes_a_stored_number(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    wechat.will_answer(TOKEN, GOOD_PHONE)
    number = {name: PHONE[name] for name in ("phoneNumber", "purePhoneNumber", "countryCode")}
    assert data_of(update_phone(client, third_session)) == number
    token, phone = wechat.asked
    assert (token.method, token.path, len(token.args)) == ("POST", TOKEN_PATH, 0)
    assert token.json == {
        "grant_type": "client_credential",
        "appid": APPID,
        "secret": SECRET,
    }
    assert (phone.method, phone.path) == ("POST", PHONE_PATH)
    assert phone.args.to_dict() == {"access_token": "80_first"}
    assert phone.json == {"code": "ab" * 32, "openid": SESSION["openid"]}
    me = data_of(client.get("/Me", query_string={"third_Session": third_session}))
    assert number.items() <= me.items()


def test_the_access_token_is_asked_for_once(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    wechat.will_answer(TOKEN, GOOD_PHONE, GOOD_PHONE)
    data_of(update_phone(client, third_session))
    data_of(update_phone(client, third_session))
    assert wechat.paths == [TOKEN_PATH, PHONE_PATH, PHONE_PATH]


def test_an_access_token_about_to_expire_is_renewed_first(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    wechat.will_answer(TOKEN | {"expires_in": 60}, GOOD_PHONE, TOKEN, GOOD_PHONE)
    data_of(update_phone(client, third_session))
    data_of(update_phone(client, third_session))
    assert wechat.paths == [TOKEN_PATH, PHONE_PATH, TOKEN_PATH, PHONE_PATH]


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_refused_access_token_is_renewed_and_the_call_made_again(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str, errcode: int
) -> None:
    second = TOKEN | {"access_token": "80_second"}
    wechat.will_answer(TOKEN, refusal(errcode), second, GOOD_PHONE)
    assert data_of(update_phone(client, third_session))["phoneNumber"] == "13800138000"
    assert wechat.asked[-1].args.to_dict() == {"access_token": "80_second"}


def test_a_second_refusal_of_the_access_token_is_503(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    wechat.will_answer(TOKEN, refusal(40001), TOKEN, refusal(40001), TOKEN, GOOD_PHONE)
    assert_refused(update_phone(client, third_session), 503)
    assert len(wechat.answers) == 2


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([refusal(40125)], 503),
        ([refusal(45009)], 503),
        ([{"expires_in": 7200}], 503),
        ([{"access_token": "80_first", "expires_in": "soon"}], 503),
        ([None], 503),
        ([TOKEN, refusal(40029)], 401),
        ([TOKEN, refusal(40163)], 401),
        ([TOKEN, refusal(45011)], 503),
        ([TOKEN, refusal(40013)], 503),
        ([TOKEN, None], 503),
        ([TOKEN, {"errcode": 0}], 503),
        ([TOKEN, {"phone_info": PHONE | {"watermark": None}}], 503),
        ([TOKEN, {"phone_info": PHONE | {"phoneNumber": 138}}], 503),
        ([TOKEN, {"phone_info": PHONE | {"watermark": {}}}], 403),
    ],
)
def test_a_phone_number_that_wechat_does_not_give_is_not_stored(
    client: FlaskClient,
    wechat: ScriptedWeChat,
    third_session: str,
    answers: list[dict[str, Any] | None],
    status: int,
) -> None:
    wechat.will_answer(*answers)
    assert_refused(update_phone(client, third_session), status)
    assert not wechat.answers
    assert len(wechat.asked) == len(answers)
    me = data_of(client.get("/Me", query_string={"third_Session": third_session}))
    assert me["phoneNumber"] == ""


@pytest.mark.parametrize("errcode", [40029, 40003])
def test_a_refused_phone_code_says_to_ask_the_person_again(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str, errcode: int
) -> None:
    wechat.will_answer(TOKEN, refusal(errcode))
    assert_refused(update_phone(client, third_session), 401, "ask the person again")


def test_a_country_code_that_comes_as_a_number_is_stored_as_text(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    wechat.will_answer(TOKEN, {"errcode": 0, "phone_info": PHONE | {"countryCode": 86}})
    assert data_of(update_phone(client, third_session))["countryCode"] == "86"


def test_a_phone_code_of_nobody_or_no_code_at_all_does_not_reach_wechat(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    assert_refused(update_phone(client, "nobody"), 401, "log in again")
    assert_refused(update_phone(client, third_session, code=""), 400, "getPhoneNumber")
    assert wechat.paths == []


def test_many_people_refused_over_one_access_token_renew_it_once(
    client: FlaskClient, wechat: ScriptedWeChat, third_session: str
) -> None:
    people = 8
    all_refused = threading.Barrier(people, timeout=20)

    def first_token_ends_while_all_use_it(request: Request) -> dict[str, Any]:
        if request.path == TOKEN_PATH:
            return TOKEN | {"access_token": "80_second"}
        if request.args["access_token"] == "80_first":
            all_refused.wait()
            return refusal(42001)
        return GOOD_PHONE

    wechat.will_answer(TOKEN, GOOD_PHONE)
    wechat.otherwise = first_token_ends_while_all_use_it
    data_of(update_phone(client, third_session))
    with ThreadPoolExecutor(people) as pool:
        answers = list(pool.map(lambda _: update_phone(client, third_session), range(people)))
    assert [answer.status_code for answer in answers] == [200] * people
    assert wechat.paths.count(TOKEN_PATH) == 2
