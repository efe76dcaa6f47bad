"""Assertions on what was called: counts, contents, order, and near misses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from wxsim.diagnosis import Expectation, Filter, check, select
from wxsim.server_api.journal import Journal
from wxsim.world import InvalidValue

JSCODE = "/sns/jscode2session"
TOKEN = "/cgi-bin/token"


def call(journal, path=JSCODE, query="", *, body="", errcode=0, appid="wx1"):
    journal.write(
        at=1.0,
        rid=f"rid-{journal.last + 1}",
        method="GET",
        path=path,
        query=query,
        body=body,
        client_ip="10.0.0.1",
        appid=appid,
        headers=(),
        answer="{}",
        errcode=errcode,
    )


@pytest.fixture
def journal():
    return Journal(size=20)


def test_one_call_is_what_counts_where_nothing_is_said(journal):
    missing = check(journal, Expectation(path=JSCODE))
    assert (missing.ok, missing.count, missing.near_misses) == (False, 0, [])
    assert missing.message == f"{JSCODE} was expected at least once, but called never"

    call(journal)
    found = check(journal, Expectation(path=JSCODE))
    assert (found.ok, found.count, found.calls) == (True, 1, [1])
    assert found.message == f"{JSCODE} was called once, as expected"


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize(
    ("bound", "right"),
    [
        ({"times": 2}, {2}),
        ({"times": 0}, {0}),
        ({"at_least": 2}, {2, 3}),
        ({"at_most": 1}, {0, 1}),
    ],
)
def test_counts_are_held_to(journal, count, bound, right):
    for _ in range(count):
        call(journal)

    verdict = check(journal, Expectation(path="/sns/*", **bound))

    assert verdict.ok is (count in right)
    assert verdict.count == count


def test_too_many_calls_are_named_with_their_senders(journal):
    call(journal)
    call(journal)

    assert check(journal, Expectation(path=JSCODE, times=1)).message == (
        f"{JSCODE} was expected once, but called 2 times: number 1 (request rid-1 from 10.0.0.1 "
        "(no User-Agent)), number 2 (request rid-2 from 10.0.0.1 (no User-Agent))"
    )


def test_a_near_miss_says_in_what_it_differs(journal):
    call(journal, TOKEN, errcode=40013)
    call(journal, query="js_code=0123456789xxxx", errcode=40163)
    call(journal, query="js_code=0123456789abcd", errcode=40163)

    wanted = Expectation(path=JSCODE, query={"js_code": "0123456789abcd"}, errcode=0)
    verdict = check(journal, wanted)

    assert [(one.number, one.differs) for one in verdict.near_misses] == [
        (3, "errcode 40163 instead of 0")
    ]
    assert verdict.message == (
        f"{JSCODE} with errcode 0, js_code …89abcd was expected at least once, but called never; "
        "near misses: 3: errcode 40163 instead of 0"
    )
    missing = check(journal, Expectation(path=JSCODE, query={"js_code": "0123456789zzzz"}))
    assert [one.differs for one in missing.near_misses] == [
        "js_code …89xxxx instead of …89zzzz",
        "js_code …89abcd instead of …89zzzz",
    ]


def test_a_wrong_path_and_a_missing_parameter_are_near_misses(journal):
    call(journal, "/sns/jsCode2Session", "js_code=a")

    verdict = check(journal, Expectation(path=JSCODE, query={"grant_type": "x"}, app="wx2"))

    assert verdict.near_misses[0].differs == (
        f"path /sns/jsCode2Session instead of {JSCODE}, app wx1 instead of wx2, "
        "grant_type missing instead of x"
    )


def test_body_fields_are_compared_as_json(journal):
    call(journal, body=json.dumps({"code": "c", "nested": {"a": [1, True], "b": None}, "n": 1}))

    def ok(**body):
        return check(journal, Expectation(body=body)).ok

    assert ok(code="c", nested={"b": None, "a": [1, True]})
    assert not ok(n=True)
    assert not ok(n="1")
    assert not ok(absent=None)
    call(journal, body="no JSON")
    call(journal, body="[1]")
    assert check(journal, Expectation(body={"code": "c"})).count == 1


def test_only_calls_since_the_mark_count(journal):
    call(journal)
    mark = journal.last
    call(journal)

    assert check(journal, Expectation(path=JSCODE, times=1, since=mark)).calls == [2]
    assert check(journal, Expectation(path=JSCODE, times=0, since=2)).ok


def test_what_the_journal_let_go_of_is_not_guessed(journal):
    for _ in range(25):
        call(journal)

    for wanted in (
        Expectation(path=TOKEN, times=0),
        Expectation(path=TOKEN),
        Expectation(path=JSCODE, times=20),
        Expectation(path=JSCODE, at_most=30),
        Expectation(order=[TOKEN, JSCODE]),
    ):
        verdict = check(journal, wanted)
        assert not verdict.ok
        assert "has let go of 5 since the mark" in verdict.message

    assert check(journal, Expectation(path=JSCODE, at_least=20)).ok
    assert check(journal, Expectation(order=[JSCODE, JSCODE])).ok
    assert check(journal, Expectation(path=JSCODE, times=20, since=5)).ok
    assert "called 20 times" in check(journal, Expectation(path=JSCODE, times=1)).message


def test_a_mark_from_before_a_reset_is_refused(journal):
    call(journal)

    verdict = check(journal, Expectation(path=JSCODE, times=0, since=7))

    assert not verdict.ok
    assert "the journal was cleared since; take a new mark" in verdict.message


def test_the_order_of_calls_is_checked_whatever_came_between(journal):
    for path in (TOKEN, "/x", JSCODE, TOKEN):
        call(journal, path)

    assert check(journal, Expectation(order=[TOKEN, JSCODE])).ok
    assert check(journal, Expectation(order=["/cgi-bin/*", "/sns/*", TOKEN])).ok
    wrong = check(journal, Expectation(order=[JSCODE, "/x"]))
    assert wrong.message == (
        f"/x was expected after {JSCODE}, but was not called then; called were, in order: "
        f"{TOKEN}, /x, {JSCODE}, {TOKEN}"
    )
    assert "/y was expected, but was not called at all" in (
        check(journal, Expectation(order=["/y"])).message
    )
    assert not check(journal, Expectation(order=[TOKEN, JSCODE], app="wx2")).ok


def test_an_order_and_a_count_can_be_asked_for_together(journal):
    call(journal, TOKEN)
    call(journal)

    both = Expectation(path=JSCODE, times=1, order=[TOKEN, JSCODE])
    assert check(journal, both).ok
    call(journal)
    assert not check(journal, both).ok


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"times": 1, "at_least": 1}, "times and at_least are given together"),
        ({"at_least": 1, "at_most": 2}, "at_least and at_most are given together"),
        ({"times": -1}, "times is -1; give 0 or more"),
        ({"since": -1}, "since is -1; give 0 or more"),
    ],
)
def test_an_expectation_that_makes_no_sense_is_refused(journal, wrong, message):
    with pytest.raises(InvalidValue, match=message):
        check(journal, Expectation(**wrong))


@given(
    calls=st.lists(st.tuples(st.sampled_from([JSCODE, TOKEN]), st.sampled_from([0, 40029]))),
    since=st.integers(0, 10),
    times=st.integers(0, 5),
)
def test_check_counts_what_was_called(calls, since, times):
    journal = Journal()
    for path, errcode in calls:
        call(journal, path, errcode=errcode)
    since = min(since, len(calls))
    wanted = [
        number for number, one in enumerate(calls, start=1) if number > since and one == (JSCODE, 0)
    ]

    verdict = check(journal, Expectation(path=JSCODE, errcode=0, times=times, since=since))

    assert verdict.calls == wanted
    assert verdict.count == len(wanted)
    assert verdict.ok is (len(wanted) == times)
    chosen = select(journal.exchanges(), Filter(path=JSCODE, errcode=0, after=since))
    assert [one.number for one in chosen] == wanted


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"after": 2}, [3, 4]),
        ({"app": "wx2"}, [3]),
        ({"app": ""}, [4]),
        ({"path": "/cgi-bin/*"}, [2]),
        ({"errcode": 0}, [1, 3, 4]),
        ({"rid": "rid-2"}, [2]),
        ({"limit": 2}, [3, 4]),
        ({"limit": 0}, []),
        ({"limit": 9, "path": JSCODE}, [1, 3]),
    ],
)
def test_exchanges_are_chosen_by_what_they_are(journal, wanted, numbers):
    call(journal)
    call(journal, TOKEN, errcode=40013)
    call(journal, appid="wx2")
    call(journal, "/x", appid="")

    assert [one.number for one in select(journal.exchanges(), Filter(**wanted))] == numbers


def test_a_path_that_is_misspelt_is_a_near_miss_and_another_path_is_none(journal):
    call(journal, TOKEN)
    call(journal, TOKEN)
    call(journal)

    misspelt = check(journal, Expectation(path="/sns/jscode2sesion", times=1))
    assert [one.number for one in misspelt.near_misses] == [3]
    strange = check(journal, Expectation(path="/wxa/checksession"))
    assert strange.near_misses == []
    assert strange.message == (
        "/wxa/checksession was expected at least once, but called never; called were, in order: "
        f"{TOKEN} (2 times), {JSCODE}"
    )


def test_a_fulfilled_order_is_named_and_so_is_the_count_beside_it(journal):
    call(journal, TOKEN)
    call(journal)

    order = [TOKEN, "/sns/*"]
    assert check(journal, Expectation(order=order)).message == (
        f"{TOKEN}, then /sns/* were called in that order, as expected"
    )
    assert check(journal, Expectation(path=JSCODE, times=1, order=order)).message == (
        f"{JSCODE} was called once, as expected; {TOKEN}, then /sns/* were called in that order, "
        "as expected"
    )
