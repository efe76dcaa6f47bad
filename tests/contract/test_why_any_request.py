"""wxsim why: every other request, refused or not."""

from __future__ import annotations

import pytest

from stories import JSCODE, PHONE, rids, texts
from wxsim import opendata
from wxsim.diagnosis import why
from wxsim.server_api.journal import Journal
from wxsim.world import Fault, Unknown


def test_any_refusal_tells_what_was_asked_answered_and_why(client, journal, tell):
    client.get(JSCODE, query_string={"appid": "wx1"}, headers={"User-Agent": "curl/8"})
    (rid,) = rids(journal)

    assert tell(rid).facts == tell("last").facts == tell("wx1").facts
    story = tell(rid)
    assert (story.about, story.kind, story.errcode) == (rid, "rid", 40013)
    assert story.title == f"GET {JSCODE} was refused with 40013: no app 'wx1' is registered here"
    assert texts(story) == [
        (
            f"GET {JSCODE}, request {rid}, from 127.0.0.1 (curl/8), was refused with 40013 "
            "invalid appid, because no app 'wx1' is registered here"
        )
    ]
    assert story.advice[0].startswith("Compare the appid")
    assert "40013 means: No such app" in story.advice[1]


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (Fault(path=JSCODE, errcode=40163), "was refused with 40163: fault 1: errcode 40163 was"),
        (Fault(path=JSCODE, kind="http", http=502), "went wrong on purpose: fault 1: http 502"),
        (Fault(path=JSCODE, kind="drop"), "went wrong on purpose: fault 1: drop"),
    ],
)
def test_a_fault_owns_up(backend, exchange_from, tell, fault, title):
    backend.world.faults.add(fault)
    exchange_from(backend.code())

    assert title in tell().title
    assert "wxsim fault clear" in tell().advice[-1]


def test_a_used_phone_code_tells_who_used_it(backend, journal, tell):
    request = backend.request(PHONE)
    request.send()
    spender = rids(journal)[-1]
    request.send()

    story = tell(request.body["code"])

    assert (story.kind, story.errcode) == ("phone code", 40029)
    assert texts(story)[0].startswith("the phone-number button issued phone code …")
    assert spender in story.title
    assert tell().facts == story.facts


def test_a_good_request_is_told_too(backend, journal, tell):
    backend.login()

    story = tell(rids(journal)[-1])

    assert (story.title, story.errcode) == (f"GET {JSCODE} was answered well", 0)


def test_where_nothing_was_refused_the_story_says_so(backend, tell):
    assert tell().title == "nothing was refused: the journal has no request yet"
    backend.login()
    assert tell().title.startswith("nothing was refused: all 1 requests")


def test_a_rid_that_nobody_remembers_is_told_as_such(backend, tell):
    story = tell("69222990-11111111-22222222")

    assert "request 69222990-11111111-22222222 of 2025-11-22T21:22:24Z" in story.title
    assert "nothing else remembers it either" in story.title
    assert story.facts == []


@pytest.mark.parametrize("about", ["", "nonsense", "0" * 40, "0" * 64])
def test_what_is_no_key_is_refused_with_what_would_be_one(backend, tell, about):
    with pytest.raises(Unknown, match=r"there is no story about .*js_code.*openid.*rid"):
        tell(about)


def test_telling_a_story_changes_nothing(backend, exchange_from, world, journal, tell):
    code = backend.code()
    exchange_from(code)
    exchange_from(code)
    before = (world.store.dump(), world.ledger.entries(), journal.exchanges())

    for about in ("last", code, "alice", opendata.sign_session("x" * 24)):
        try:
            tell(about)
        except Unknown:
            continue

    assert (world.store.dump(), world.ledger.entries(), journal.exchanges()) == before


def test_a_tourists_login_and_a_failed_checksession_stand_in_the_ledger(world, backend_with):
    backend = backend_with(tourist_mode=True)
    backend.wx("login")
    backend.wx("checkSession")

    events = [entry.event for entry in world.ledger.entries()]
    assert events == ["policy set", "login without a code", "checkSession failed"]


def test_an_empty_journal_of_another_process_still_tells_of_a_code(world, backend, exchange_from):
    code = backend.code()
    exchange_from(code)

    assert "which the journal no longer has" in texts(why(world, Journal(), code))[1]
