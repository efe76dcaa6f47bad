from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from clinic import Settings, app, settings
from wxsim.testing import Simulator


@pytest.fixture
def client(wxsim: Simulator) -> Iterator[TestClient]:
    ours = wxsim.app(open_account="clinic")
    app.dependency_overrides[settings] = lambda: Settings(ours.appid, ours.secret, wxsim.url)
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


def test_a_login_tells_who_it_is(wxsim: Simulator, client: TestClient) -> None:
    alice = wxsim.person("alice")

    answer = client.post("/login", json={"code": alice.code()})

    assert answer.json() == {"openid": alice.openid(), "unionid": alice.unionid()}


def test_somebody_new_can_log_in_as_well(wxsim: Simulator, client: TestClient) -> None:
    zoe = wxsim.person("zoe", nickname="Zoe")

    assert client.post("/login", json={"code": zoe.code()}).status_code == 200


def test_a_blocked_person_is_turned_away(wxsim: Simulator, client: TestClient) -> None:
    alice = wxsim.person("alice")
    alice.block()

    assert client.post("/login", json={"code": alice.code()}).status_code == 403


def test_a_code_that_was_used_elsewhere_is_refused(wxsim: Simulator, client: TestClient) -> None:
    code = wxsim.person("alice").code()
    client.post("/login", json={"code": code})

    assert client.post("/login", json={"code": code}).status_code == 401
    assert "sent again" in wxsim.why(code).title


@pytest.mark.parametrize("failure", ["hang", "drop", "truncate", "garbage", "lost-answer"])
def test_a_wechat_in_trouble_is_no_refusal(
    wxsim: Simulator, client: TestClient, failure: str
) -> None:
    code = wxsim.person("alice").code()

    with wxsim.fault(failure):
        assert client.post("/login", json={"code": code}).status_code == 503
    wxsim.called("/sns/jscode2session", times=1)
