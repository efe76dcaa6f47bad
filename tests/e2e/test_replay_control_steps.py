"""Steps that do something to WeChat: clock, fault, policy, session, person, worker, assert."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wxsim.replay import Casting, ControlRefused, ScenarioTrace, read_scenario, replay

LOGIN: dict[str, Any] = {"wx": "login", "save": {"code": "code"}}
EXCHANGE: dict[str, Any] = {"server": "login", "with": {"code": "${code}"}}
REFUSED: dict[str, Any] = {**EXCHANGE, "expect": {"ok": False, "session": {"present": False}}}
SESSION_KEY = "/sns/jscode2session"


@pytest.fixture
def play(tmp_path: Path) -> Any:
    """Play steps of the test's own."""

    def play(*steps: dict[str, Any], **fields: Any) -> ScenarioTrace:
        file = tmp_path / "own.yaml"
        # YAML takes JSON as it is.
        file.write_text(json.dumps({"title": "x", "steps": steps, **fields}), "utf-8")
        return replay("own", read_scenario(file), Casting())

    return play


def events(trace: ScenarioTrace, step: int) -> list[str]:
    return [one.text for one in trace.steps[step - 1].spoken if one.speaker == "world"]


def mismatches(trace: ScenarioTrace) -> list[tuple[str, str, str]]:
    return [(one.place, one.expected, one.got) for one in trace.steps[-1].mismatches]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"errcode": 40029}, "WeChat will answer every call with errcode 40029, once"),
        (
            {"http": 502, "times": 2},
            "WeChat will answer every call with the HTTP error 502, 2 times",
        ),
        ({"hang": True}, "WeChat will let every call hang, once"),
        ({"drop": True, "for": "1m"}, "WeChat will drop every call, for 1m"),
        (
            {"truncate": True, "rate": 1},
            "WeChat will break off in its answer to every call, with probability 1",
        ),
        ({"garbage": True, "path": "/sns/*"}, "WeChat will answer /sns/* with garbage, once"),
        (
            {"lost_answer": True, "person": "${person}"},
            "WeChat will do what every call asks, and the answer will be lost, for alice, once",
        ),
    ],
)  # fmt: skip
def test_every_fault_strikes_and_is_told(play: Any, fault: dict[str, Any], told: str) -> None:
    trace = play(LOGIN, {"fault": fault}, REFUSED)

    assert trace.outcome == "passed"
    assert events(trace, 2) == [told]
    assert any("fault 1: " in one.why for one in trace.steps[2].spoken)


def test_a_delayed_answer_is_waited_for_and_timed(play: Any) -> None:
    trace = play(
        LOGIN,
        {"fault": {"delay": "1s"}},
        {**EXCHANGE, "expect": {"seconds": {"between": [1, 3]}}},
        {**EXCHANGE, "expect": {"ok": False, "seconds": {"between": [0, 0.9]}}},
    )

    assert mismatches(trace) == []
    assert events(trace, 2) == ["WeChat will answer every call 1s late, once"]


def test_a_duration_of_a_fault_may_be_a_number_of_seconds(play: Any) -> None:
    trace = play({"fault": {"delay": 1.5, "for": 60}})

    assert events(trace, 1) == ["WeChat will answer every call 1.5s late, for 60s"]


def test_a_fault_for_another_person_does_not_strike(play: Any) -> None:
    assert play(LOGIN, {"fault": {"drop": True, "person": "bob"}}, EXCHANGE).outcome == "passed"


def test_an_answer_that_was_lost_is_shown_as_lost(play: Any) -> None:
    trace = play(LOGIN, {"fault": {"lost_answer": True}}, REFUSED)

    heard = trace.steps[2].spoken[2]
    assert heard.text.startswith('(lost on its way) {"session_key":"')
    assert heard.why == "fault 1: lost-answer"


def test_what_ends_while_the_clock_moves_is_told(play: Any) -> None:
    trace = play(LOGIN, {"clock": "5m"}, REFUSED)

    moved, expired = events(trace, 2)
    assert moved == "WeChat's clock moves on by 5m"
    assert expired.endswith("of alice expired, unused")


def test_the_clock_stands_still_runs_on_and_is_set(play: Any) -> None:
    trace = play(
        {"clock": "freeze"}, {"clock": "resume"}, {"clock": "2030-01-31T08:00:00+08:00"}, LOGIN,
        EXCHANGE, {"wx": "getUserInfo", "with": {"withCredentials": True}},
    )  # fmt: skip

    assert [events(trace, step) for step in (1, 2, 3)] == [
        ["WeChat's clock stands still"],
        ["WeChat's clock runs on"],
        ["WeChat's clock is set to 2030-01-31T08:00:00+08:00"],
    ]
    said = " ".join(one.text for one in trace.steps[4].spoken)
    assert trace.outcome == "passed"
    assert "session_key" in said


def test_a_policy_changes_in_the_middle_and_goes_back(play: Any) -> None:
    def nickname(name: str) -> dict[str, Any]:
        return {"wx": "getUserInfo", "expect": {"userInfo.nickName": name}}

    trace = play(
        nickname("微信用户"),
        {"policy": {"profile_era": "classic"}},
        nickname("爱丽丝"),
        {"policy": {"profile_era": None}},
        nickname("微信用户"),
        consent={"scope.userInfo": True},
    )

    assert trace.outcome == "passed"
    assert events(trace, 2) == ['profile_era is "classic" now']
    assert events(trace, 4) == ["profile_era goes back to its default"]


def test_a_session_ends_and_is_replaced(play: Any) -> None:
    check = {"wx": "checkSession", "expect": {"errMsg": {"starts": "checkSession:fail"}}}
    trace = play(LOGIN, {"session": "expire"}, check, {"session": "renew"}, {"wx": "checkSession"})

    assert trace.outcome == "passed"
    assert events(trace, 2) == ["the session_key of alice ends"]
    assert events(trace, 4) == ["the session_key of alice is replaced by a new one"]


def test_a_session_that_never_was_cannot_end_and_the_step_is_named(play: Any) -> None:
    with pytest.raises(ControlRefused, match="step 1: alice has no live session in wx"):
        play({"session": "expire"})


def test_a_person_changes(play: Any) -> None:
    trace = play(
        {"person": {"nickname": "爱丽丝二号", "risk_rank": 4}},
        {"wx": "getUserInfo", "expect": {"userInfo.nickName": "爱丽丝二号"}},
        LOGIN,
        REFUSED,
        switches={"profile_era": "classic"},
        consent={"scope.userInfo": True},
    )

    assert trace.outcome == "passed"
    assert events(trace, 1) == [
        "risk_rank of alice is 4 now",
        'nickname of alice is "爱丽丝二号" now',
    ]


TOKEN: dict[str, Any] = {
    "path": "/cgi-bin/token",
    "query": {"grant_type": "client_credential", "appid": "${appid}", "secret": "${secret}"},
}


def test_another_worker_calls_wechat_and_secrets_stay_masked(play: Any) -> None:
    trace = play({"worker": TOKEN, "save": {"token": "access_token"}})

    question, answer = trace.steps[0].spoken
    assert trace.outcome == "passed"
    assert (question.speaker, question.to) == ("server", "WeChat")
    assert question.text.endswith("&secret=0123…")
    assert '…"' in answer.text


@pytest.mark.parametrize(
    ("fault", "worker", "met"),
    [
        (None, {**TOKEN, "query": {}}, False),
        ({"drop": True}, TOKEN, False),
        ({"garbage": True}, TOKEN, False),
        (None, TOKEN, True),
    ],
)
def test_a_worker_is_expected_to_succeed(
    play: Any, fault: dict[str, Any] | None, worker: dict[str, Any], met: bool
) -> None:
    steps = [] if fault is None else [{"fault": fault}]
    trace = play(*steps, {"worker": worker})

    assert mismatches(trace) == ([] if met else [("ok", "true", "false")])


def test_a_worker_may_be_expected_to_be_refused(play: Any) -> None:
    worker = {"worker": {**TOKEN, "query": {}}, "expect": {"errcode": 41002}}

    assert play(worker).outcome == "passed"


@pytest.mark.parametrize(
    "counted",
    [
        {"path": SESSION_KEY, "times": 2},
        {"path": "/sns/*", "at_least": 2},
        {"at_most": 2},
        {"path": SESSION_KEY, "errcode": 0, "times": 1},
        {"path": SESSION_KEY, "errcode": 40163, "query": {"js_code": "${code}"}, "times": 1},
        {"path": "/cgi-bin/*", "times": 0},
    ],
)
def test_what_wechat_was_called_is_asserted(play: Any, counted: dict[str, Any]) -> None:
    trace = play(LOGIN, EXCHANGE, REFUSED, {"assert": counted})

    assert mismatches(trace) == []
    assert trace.outcome == "passed"


def test_an_assertion_that_is_not_met_fails_the_step_and_shows_near_misses(play: Any) -> None:
    counted = {"path": SESSION_KEY, "errcode": 40029, "times": 1}
    trace = play(LOGIN, EXCHANGE, REFUSED, {"assert": counted})

    assert trace.outcome == "failed"
    ((place, expected, got),) = mismatches(trace)
    assert place == "calls"
    assert expected == '{"path":"/sns/jscode2session","times":1,"errcode":40029}'
    assert "was expected once, but called never; near misses: " in got
    assert "errcode 40163 instead of 40029" in got
