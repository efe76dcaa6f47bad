from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

import bookshop  # noqa: F401  # configures Django
from wxsim.testing import Simulator


@pytest.fixture
def client(wxsim: Simulator) -> Iterator[Client]:
    app = wxsim.default_app
    with override_settings(
        WECHAT_BASE_URL=wxsim.url, WECHAT_APPID=app.appid, WECHAT_SECRET=app.secret
    ):
        yield Client()


def log_in(client: Client, code: str) -> int:
    return client.post("/login", {"code": code}, "application/json").status_code


def test_who_logs_in_is_remembered(wxsim: Simulator, client: Client) -> None:
    alice = wxsim.person("alice")

    assert log_in(client, alice.code()) == 200
    assert client.get("/me").json() == {"openid": alice.openid()}


def test_a_code_of_another_app_is_refused(wxsim: Simulator, client: Client) -> None:
    other = wxsim.app()

    assert log_in(client, wxsim.person("alice").code(other)) == 401
    assert client.get("/me").json() == {"openid": None}


def test_the_session_key_stays_on_the_server(wxsim: Simulator, client: Client) -> None:
    alice = wxsim.person("alice")
    log_in(client, alice.code())

    assert dict(client.session.items()) == {"openid": alice.openid()}


def test_too_many_logins_ask_for_patience(wxsim: Simulator, client: Client) -> None:
    code = wxsim.person("alice").code()
    wxsim.fault(errcode=45011, path="/sns/*")

    assert log_in(client, code) == 429
    assert log_in(client, code) == 200


def test_a_gateway_that_fails_is_no_refusal(wxsim: Simulator, client: Client) -> None:
    with wxsim.fault(http=502):
        assert log_in(client, wxsim.person("alice").code()) == 503
