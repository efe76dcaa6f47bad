"""Sessions, tokens and people that change on purpose: what a back end notices, and why."""

from __future__ import annotations

import pytest

CHECK = "/wxa/checksession"
CODE = "/sns/jscode2session"


@pytest.fixture
def control(client, backend):
    """Ask the control door to do something to the backend's app."""

    def control(path, **told):
        answer = client.post(f"/_wxsim/{path}", json={"app": backend.app.appid, **told})
        assert answer.status_code == 200, answer.text
        return answer.json

    return control


@pytest.fixture
def why(client):
    """Tell the story of something as one text, after what the journal says of the last call."""

    def why(about="last"):
        reason = client.get("/_wxsim/journal").json[-1]["why"]
        story = client.get("/_wxsim/why", query_string={"about": about}).json
        return "\n".join([reason, story["title"], *(fact["text"] for fact in story["facts"])])

    return why


def test_an_ended_session_signs_nothing_and_every_refusal_says_why(backend, control, why):
    request = backend.request(CHECK)
    assert backend.wx("checkSession")["errMsg"] == "checkSession:ok"

    assert control("sessions/expire", person="alice")["alive"] is False

    assert "fail" in backend.wx("checkSession")["errMsg"]
    assert request.send().json["errcode"] == 87009
    assert "was ended on purpose" in why("alice")


def test_a_renewed_session_key_undoes_what_the_old_one_signed(backend, control, why):
    old = backend.login()["session_key"]
    request = backend.request(CHECK)

    control("sessions/renew", person="alice")

    assert request.send().json["errcode"] == 87009
    assert "it was renewed on purpose" in why("alice")
    assert backend.login()["session_key"] != old


@pytest.mark.parametrize("space", ["token", "stable_token"])
def test_a_revoked_token_is_refused_and_the_story_says_that_it_was(backend, control, why, space):
    token = backend.ask(f"/cgi-bin/{space}")["access_token"]
    request = backend.request("/cgi-bin/getcallbackip").change(access_token=token)
    assert "ip_list" in request.send().json

    control("tokens/revoke", space=space)

    assert request.send().json["errcode"] == 40001
    assert "was revoked" in why()
    assert "was revoked on purpose" in why(token)


def test_a_blocked_person_gets_in_again_with_the_same_code(backend, client, why):
    def rank(value):
        assert client.patch("/_wxsim/people/alice", json={"risk_rank": value}).status_code == 200

    code = backend.code()
    rank(4)
    assert backend.exchange(code)["errcode"] == 40226
    assert "alice has risk rank 4: WeChat blocks the login" in why()
    assert "openid" in backend.ask(CODE, "bob")

    rank(0)
    assert "openid" in backend.exchange(code)
