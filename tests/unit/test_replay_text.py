"""The trace for people: who says what, and what went wrong."""

from __future__ import annotations

from typing import Any

import pytest

from wxsim.replay import Role, ScenarioTrace, StepTrace, TextTrace
from wxsim.replay.expectations import Mismatch
from wxsim.replay.trace import Spoken


def spoken(text: str, **fields: Any) -> Spoken:
    given = {"at": 0.0, "speaker": "wx", "to": "server", "kind": "question", **fields}
    return Spoken(text=text, **given)


ASKED = spoken("GET /sns/jscode2session", speaker="server", to="WeChat", body="the body")
REFUSED = spoken(
    '{"errcode":40163}', speaker="WeChat", to="server", kind="answer", why="the code was spent"
)
REQUEST = spoken("POST /Login", headers={"Host": "a", "X-B": "c"}, body="line one\nline two")
ANSWER = spoken("401 {}", speaker="server", to="wx", kind="answer")


def step(*said: Spoken, **fields: Any) -> StepTrace:
    given = {"number": 3, "does": "server login", "says": "The exchange.", "milliseconds": 4.6}
    return StepTrace(spoken=list(said), **{**given, **fields})


def test_each_party_speaks_on_a_line_of_its_own_with_its_own_arrow() -> None:
    call = spoken("wx.login()", to="WeChat")
    result = spoken("login:ok", speaker="WeChat", to="wx", kind="answer")

    assert list(TextTrace().step(step(call, result, REQUEST, ASKED, REFUSED, ANSWER))) == [
        "✓  3  The exchange.  5 ms",
        "      wx     → wx.login()",
        "      WeChat ⇢ login:ok",
        "      wx     → POST /Login",
        "          server → GET /sns/jscode2session",
        '          WeChat ⇢ {"errcode":40163}',
        "                   because the code was spent",
        "      server → 401 {}",
    ]


def test_a_failed_step_shows_expected_got_and_why() -> None:
    failed = step(
        mismatches=[Mismatch("status", "200", "401"), Mismatch("ok", "true", "false")],
        why="A code works once.",
    )

    assert list(TextTrace().step(failed)) == [
        "✗  3  The exchange.  5 ms",
        "      expected status: 200",
        "           got status: 401",
        "      expected ok: true",
        "           got ok: false",
        "      why WeChat does so: A code works once.",
    ]


def test_the_reason_is_not_told_of_a_step_that_went_well() -> None:
    assert list(TextTrace().step(step(why="A code works once."))) == ["✓  3  The exchange.  5 ms"]


def test_a_step_without_a_sentence_is_called_by_what_it_does() -> None:
    assert list(TextTrace().step(step(says=""))) == ["✓  3  server login  5 ms"]


def test_an_event_has_no_speaker() -> None:
    event = spoken("the clock moves", speaker="world", to="world")

    assert list(TextTrace().step(step(event)))[1:] == ["      · the clock moves"]


def test_headers_and_bodies_are_shown_on_request() -> None:
    assert list(TextTrace(verbose=True).step(step(REQUEST, ASKED)))[1:] == [
        "      wx     → POST /Login",
        "               Host: a",
        "               X-B: c",
        "               line one",
        "               line two",
        "          server → GET /sns/jscode2session",
        "                   the body",
    ]


def test_a_line_that_is_too_long_is_cut_to_the_width_but_not_when_all_is_wanted() -> None:
    said = spoken("x" * 100)

    (_, cut) = TextTrace(width=40).step(step(said))
    (_, fits) = TextTrace(width=40).step(step(spoken("x" * 25)))
    (_, full) = TextTrace(width=40, verbose=True).step(step(said))

    assert cut == "      wx     → " + "x" * 24 + "…"
    assert len(cut) == 40
    assert fits == "      wx     → " + "x" * 25
    assert full == "      wx     → " + "x" * 100


def test_colours_take_no_room() -> None:
    def paint(role: Role, text: str) -> str:
        return f"<{role}>{text}</>"

    (_, line) = TextTrace(paint, width=40).step(step(spoken("x" * 100)))

    assert line == "      <wx>wx     →</> " + "x" * 24 + "…"


def test_the_head_says_what_is_played_by_whom_where() -> None:
    trace = ScenarioTrace(name="story", title="A story", seed="7", appid="wx01", person="bob")

    assert list(TextTrace().begin(trace)) == ["story  A story", "bob in wx01, seed 7"]


@pytest.mark.parametrize(
    ("fields", "foot"),
    [
        ({}, ["✓ passed  1 steps, 12 ms"]),
        (
            {"outcome": "failed", "reason": "step 3 did not end as expected"},
            ["✗ failed: step 3 did not end as expected  1 steps, 12 ms"],
        ),
        (
            {"outcome": "skipped", "reason": "it moves the clock", "steps": []},
            ["story  A story", "– skipped: it moves the clock  0 steps, 12 ms"],
        ),
    ],
)
def test_the_foot_says_how_it_ended(fields: dict[str, Any], foot: list[str]) -> None:
    given = {"name": "story", "title": "A story", "seed": "1", "steps": [step()], **fields}

    assert list(TextTrace().end(ScenarioTrace(milliseconds=12.3, **given))) == foot
