"""Sequence diagrams that every Mermaid takes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from wxsim.replay import ScenarioTrace, StepTrace, mermaid
from wxsim.replay.expectations import Mismatch
from wxsim.replay.trace import Spoken

ENTITY = re.compile(r"#(\d+);")
LINE = re.compile(
    r"sequenceDiagram"
    r"|    title [^#;]+"
    r"|    participant (wx as Mini Program \(wx\)|server as login server|WeChat)"
    r"|    Note over (wx,WeChat|WeChat): [^#;]+"
    r"|    (wx|server|WeChat)(->>|-->>)(wx|server|WeChat): [^#;]+"
)


def spoken(text: str, **fields: Any) -> Spoken:
    given = {"at": 0.0, "speaker": "wx", "to": "server", "kind": "question", **fields}
    return Spoken(text=text, **given)


def trace(*steps: StepTrace, **fields: Any) -> ScenarioTrace:
    given = {"name": "story", "title": "A story", "seed": "1", **fields}
    return ScenarioTrace(steps=list(steps), **given)


def lines(diagram: str) -> list[str]:
    """Return the lines of a diagram, entities replaced, after looking at each."""
    for line in diagram.splitlines():
        assert LINE.fullmatch(ENTITY.sub("x", line)), line
    return ENTITY.sub(lambda found: chr(int(found[1])), diagram).splitlines()


def test_a_scenario_becomes_a_diagram_of_the_three_parties() -> None:
    step = StepTrace(
        number=1,
        does="server login",
        says="The exchange.",
        spoken=[
            spoken("POST /Login"),
            spoken("GET /sns/jscode2session", speaker="server", to="WeChat"),
            spoken('{"openid":"o"}', speaker="WeChat", to="server", kind="answer"),
            spoken("200 {}", speaker="server", to="wx", kind="answer"),
        ],
    )

    assert lines(mermaid(trace(step))) == [
        "sequenceDiagram",
        "    title story: A story",
        "    participant wx as Mini Program (wx)",
        "    participant server as login server",
        "    participant WeChat",
        "    Note over wx,WeChat: 1. The exchange.",
        "    wx->>server: POST /Login",
        "    server->>WeChat: GET /sns/jscode2session",
        '    WeChat-->>server: {"openid":"o"}',
        "    server-->>wx: 200 {}",
        "    Note over wx,WeChat: passed",
    ]


def test_a_failed_expectation_and_an_event_are_notes() -> None:
    step = StepTrace(
        number=2,
        does="clock 5m",
        spoken=[spoken("WeChat's clock moves on by 5m", speaker="world", to="world")],
        mismatches=[Mismatch("status", "200", "401")],
    )

    diagram = mermaid(trace(step, outcome="failed", reason="step 2 did not end as expected"))

    assert lines(diagram)[5:] == [
        "    Note over WeChat: WeChat's clock moves on by 5m",
        "    Note over wx,WeChat: ✗ status: expected 200, got 401",
        "    Note over wx,WeChat: failed step 2 did not end as expected",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a;b",
        "#1",
        "#35; and &#59;",
        ";;##",
        "/x?name=%E7%88%B1",
        "%%{init: {}}%% comment",
        "wx->>server: end",
    ],
)
def test_what_mermaid_takes_for_syntax_reaches_the_reader_as_it_was(text: str) -> None:
    step = StepTrace(number=1, does="wx login", says=text, spoken=[spoken(text)])

    diagram = mermaid(trace(step, title=text))

    assert lines(diagram)[1] == f"    title story: {text}"
    assert lines(diagram)[5] == f"    Note over wx,WeChat: 1. {text}"
    assert lines(diagram)[6] == f"    wx->>server: {text}"
    assert "%%" not in diagram


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\u2028b", "a\x0bb"])
def test_a_text_of_several_lines_stays_on_one(text: str) -> None:
    step = StepTrace(number=1, does="wx login", says=text, spoken=[spoken(text)])

    assert lines(mermaid(trace(step)))[5:7] == [
        "    Note over wx,WeChat: 1. a b",
        "    wx->>server: a b",
    ]


def test_a_long_text_is_cut_before_it_is_written_with_entities() -> None:
    (line,) = (
        line
        for line in lines(mermaid(trace(StepTrace(number=1, does="x", spoken=[spoken("#" * 200)]))))
        if "->>" in line
    )

    assert line == "    wx->>server: " + "#" * 99 + "…"
