"""Scenarios played between an embedded WeChat and the reference login server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from wxsim.javascript import INSTALL
from wxsim.replay import Casting, ScenarioTrace, StepTrace, read_scenario, replay
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()


def played(path: Path, *, seed: str | None = None) -> ScenarioTrace:
    return replay(path.stem, read_scenario(path), Casting(seed=seed))


@pytest.fixture
def play(tmp_path: Path) -> Any:
    """Play steps of the test's own."""

    def play(*steps: dict[str, Any], **fields: Any) -> ScenarioTrace:
        file = tmp_path / "own.yaml"
        # YAML takes JSON as it is.
        file.write_text(json.dumps({"title": "x", "steps": steps, **fields}), "utf-8")
        return played(file)

    return play


def said(step: StepTrace) -> list[tuple[str, str, str]]:
    return [(one.speaker, one.to, one.kind) for one in step.spoken]


def mismatches(step: StepTrace) -> list[tuple[str, str, str]]:
    return [(one.place, one.expected, one.got) for one in step.mismatches]


LOGIN: dict[str, Any] = {"wx": "login", "save": {"code": "code"}}
EXCHANGE: dict[str, Any] = {
    "server": "login",
    "with": {"code": "${code}"},
    "save": {"session": "session"},
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_passes(name: str) -> None:
    trace = played(SHIPPED[name])
    if trace.reason == INSTALL:
        pytest.skip(trace.reason)

    assert [mismatches(step) for step in trace.steps if step.mismatches] == []
    assert (trace.outcome, trace.reason) == ("passed", "")
    assert len(trace.steps) == len(read_scenario(SHIPPED[name]).steps)


def test_the_scenarios_that_were_promised_are_shipped() -> None:
    assert {
        *("first-login", "returning", "session-expired", "seed", "denied", "code-reused"),
        *("code-expired", "tampered-profile", "phone", "wechat-busy", "emoji-nickname"),
        *("key-renewed-mid-flow", "lost-answer", "wechat-hangs", "rate-limited"),
        *("two-workers-one-token", "blocked-user"),
    } <= set(SHIPPED)


def codes_and_openids(trace: ScenarioTrace) -> list[str]:
    text = " ".join(one.text for step in trace.steps for one in step.spoken)
    return re.findall(r'(?:js_code=|"openid":"|"unionid":")([\w-]+)', text)


def test_the_same_seed_gives_the_same_codes_and_openids() -> None:
    first, again, other = (
        codes_and_openids(played(SHIPPED["session-expired"], seed=seed)) for seed in ("7", "7", "8")
    )

    assert len(first) == 6
    assert first == again
    assert not set(first) & set(other)


def test_the_seed_is_1_unless_it_is_chosen() -> None:
    assert played(SHIPPED["first-login"]).seed == "1"
    assert played(SHIPPED["first-login"], seed="七").seed == "七"


def test_the_trace_shows_all_three_parties_as_they_speak(play: Any) -> None:
    trace = play(LOGIN, EXCHANGE, {"clock": "1m"}, {"consent": {"phoneNumber": False}})
    login, exchange, clock, consent = trace.steps

    assert said(login) == [("wx", "WeChat", "question"), ("WeChat", "wx", "answer")]
    assert said(exchange) == [
        ("wx", "server", "question"),
        ("server", "WeChat", "question"),
        ("WeChat", "server", "answer"),
        ("server", "wx", "answer"),
    ]
    assert login.spoken[0].text == "wx.login()"
    assert login.spoken[1].text.startswith('login:ok {"code":"')
    request, asked, answered, response = (one.text for one in exchange.spoken)
    assert re.match(r"POST http://127\.0\.0\.1:\d+/Login code=\w{32}$", request)
    assert asked.startswith("GET /sns/jscode2session?")
    assert '"openid":"o' in answered
    assert response.startswith('200 {"Code":0,')
    assert [one.text for one in clock.spoken] == ["WeChat's clock moves on by 1m"]
    assert [one.text for one in consent.spoken] == ["alice refuses phoneNumber"]


def test_what_is_told_has_headers_bodies_and_times_in_order(play: Any) -> None:
    trace = play(LOGIN, EXCHANGE)
    request, *_, response = trace.steps[1].spoken

    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.body.startswith("code=")
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.body)["Code"] == 0
    times = [one.at for step in trace.steps for one in step.spoken]
    assert times == sorted(times)
    assert request.at < response.at
    assert 0 < sum(step.milliseconds for step in trace.steps) < trace.milliseconds


def test_a_refusal_of_wechat_comes_with_the_reason_that_only_a_simulator_knows(play: Any) -> None:
    trace = play(LOGIN, EXCHANGE, {**EXCHANGE, "save": {}, "expect": {"ok": False}})
    refusal = trace.steps[2].spoken[2]

    assert '"errcode":40163' in refusal.text
    assert "was spent by an exchange" in refusal.why


def test_the_first_step_that_fails_is_the_last_that_is_played(play: Any) -> None:
    why = "Only teapots do."
    trace = play(LOGIN, {**EXCHANGE, "expect": {"status": 418}, "why": why}, LOGIN)

    assert (trace.outcome, trace.reason) == ("failed", "step 2 did not end as expected")
    assert [step.number for step in trace.steps] == [1, 2]
    assert mismatches(trace.steps[1]) == [("status", "418", "200")]
    assert trace.steps[1].why == why


def test_a_wx_call_is_expected_to_end_in_ok_and_a_server_call_to_succeed(play: Any) -> None:
    wx = play({"wx": "checkSession"})
    server = play({"server": "login", "with": {"code": "made up"}})

    assert mismatches(wx.steps[0]) == [
        (
            "errMsg",
            '"checkSession:ok"',
            '"checkSession:fail session time out, need relogin"',
        )
    ]
    assert mismatches(server.steps[0]) == [("ok", "true", "false")]


@pytest.mark.parametrize("status", [401, {"one_of": [401, 403]}])
def test_a_refusal_can_be_expected_by_its_status_alone(play: Any, status: object) -> None:
    refused = {"server": "login", "with": {"code": "made up"}, "expect": {"status": status}}

    assert play(refused).outcome == "passed"


def test_something_to_keep_that_is_not_there_fails_the_step(play: Any) -> None:
    trace = play({"wx": "login", "save": {"session": "third_session"}})

    assert mismatches(trace.steps[0]) == [
        ("third_session", "something to keep as session", "nothing")
    ]


@pytest.mark.parametrize("expected", ["${user.nope}", {"not": "${user.nope}"}, ["${user.nope}"]])
def test_an_expectation_whose_variable_has_no_value_fails_the_step(
    play: Any, expected: object
) -> None:
    trace = play(
        {"wx": "getUserInfo", "save": {"user": "userInfo"}},
        {"wx": "getUserInfo", "expect": {"userInfo.nickName": expected}},
    )

    assert mismatches(trace.steps[1]) == [
        ("userInfo.nickName", "the value of ${user.nope}, which has none", '"微信用户"')
    ]


def test_saved_values_keep_their_types_and_can_be_expected(play: Any) -> None:
    trace = play(
        {"wx": "getUserInfo", "save": {"user": "userInfo"}},
        {"wx": "setStorage", "with": {"key": "me", "data": "${user}"}},
        {
            "wx": "getStorage",
            "with": {"key": "me"},
            "expect": {"data": {"equals": "${user}"}, "data.nickName": "${user.nickName}"},
        },
    )

    assert trace.outcome == "passed"


def test_a_wx_request_of_the_programs_own_is_told_in_full(play: Any) -> None:
    trace = play(
        LOGIN,
        EXCHANGE,
        {"wx": "request", "with": {"url": "http://127.0.0.1:9/x", "data": {"a": 1}}},
    )
    call, request, result = trace.steps[2].spoken

    assert (call.speaker, call.to) == ("wx", "WeChat")
    assert (request.to, request.text) == ("server", "GET http://127.0.0.1:9/x?a=1")
    assert result.text.startswith("request:fail errcode:-102")


def test_switches_consent_and_person_come_from_the_scenario(play: Any) -> None:
    trace = play(
        {"wx": "getUserInfo", "expect": {"userInfo.nickName": "大鹏"}},
        {"wx": "authorize", "with": {"scope": "scope.werun"}, "expect": {"errMsg": {"not": "x"}}},
        {"wx": "getSetting", "expect": {"authSetting": {"contains": "scope.record"}}},
        person="bob",
        switches={"profile_era": "classic"},
        consent={"scope.userInfo": True, "scope.record": False},
    )

    assert (trace.outcome, trace.person) == ("passed", "bob")
