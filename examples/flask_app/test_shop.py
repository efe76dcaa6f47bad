from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from shop import create_app
from wxsim.testing import AppHandle, PersonHandle, Simulator


@pytest.fixture
def app(wxsim: Simulator) -> AppHandle:
    """An app of the days when profiles had names."""
    return wxsim.app(profile_era="classic")


@pytest.fixture
def client(wxsim: Simulator, app: AppHandle) -> FlaskClient:
    shop = create_app(WECHAT_BASE_URL=wxsim.url, WECHAT_APPID=app.appid, WECHAT_SECRET=app.secret)
    return shop.test_client()


@pytest.fixture
def alice(wxsim: Simulator) -> PersonHandle:
    return wxsim.person("alice", nickname="Alice")


def token(client: FlaskClient, person: PersonHandle) -> dict[str, str]:
    answer = client.post("/login", json={"code": person.code()})
    assert answer.status_code == 200, answer.text
    return {"X-Token": answer.get_json()["token"]}


def test_a_login_gives_a_token(client: FlaskClient, alice: PersonHandle) -> None:
    assert token(client, alice)["X-Token"]


def test_a_code_of_nobody_is_refused(client: FlaskClient) -> None:
    assert client.post("/login", json={"code": "made up"}).status_code == 401


def test_a_signed_profile_is_believed(client: FlaskClient, alice: PersonHandle) -> None:
    headers = token(client, alice)

    answer = client.put("/profile", json=alice.user_info(), headers=headers)

    assert answer.json == {"openid": alice.openid(), "nickname": "Alice"}


def test_a_forged_profile_is_not(client: FlaskClient, alice: PersonHandle) -> None:
    headers = token(client, alice)
    info = {**alice.user_info(), "rawData": '{"nickName":"Mallory"}'}

    assert client.put("/profile", json=info, headers=headers).status_code == 409


def test_a_session_key_that_was_replaced_asks_for_a_new_login(
    client: FlaskClient, alice: PersonHandle
) -> None:
    headers = token(client, alice)
    alice.renew_session()

    assert client.put("/profile", json=alice.user_info(), headers=headers).status_code == 409
    headers = token(client, alice)
    assert client.put("/profile", json=alice.user_info(), headers=headers).status_code == 200


@pytest.mark.parametrize("failure", ["hang", "drop", "lost-answer", "garbage"])
def test_a_wechat_in_trouble_is_no_refusal(
    wxsim: Simulator, client: FlaskClient, alice: PersonHandle, failure: str
) -> None:
    with wxsim.fault(failure):
        assert client.post("/login", json={"code": alice.code()}).status_code == 503
