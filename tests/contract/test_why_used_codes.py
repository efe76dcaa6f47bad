"""wxsim why: "40163 though I used the code once"."""

from __future__ import annotations

import pytest

from stories import JSCODE, rids, texts
from wxsim.diagnosis import why
from wxsim.server_api.exchange import Exchange
from wxsim.server_api.journal import Journal
from wxsim.world import Fault

_WRITTEN = [name for name in Exchange.__struct_fields__ if name != "number"]


def test_both_redemptions_of_a_code_are_shown_with_where_they_came_from(
    world, backend, exchange_from, journal, tell
):
    code = backend.code()
    world.clock.advance(3)
    exchange_from(code, "10.0.0.1", "50001", "requests/2.31")
    world.clock.advance(42)
    exchange_from(code, "10.0.0.2", "50002", "curl/8")
    first, second = rids(journal)

    for about in ("last", second, code):
        story = tell(about)

        assert story.errcode == 40163
        assert [(fact.when, fact.text) for fact in story.facts] == [
            (
                "2025-11-22T21:00:00Z, 45 s before",
                f"wx.login issued js_code …{code[-6:]} to alice in {backend.app.appid}",
            ),
            (
                "2025-11-22T21:00:03Z, 42 s before",
                (
                    f"GET {JSCODE}, request {first}, from 10.0.0.1:50001 (requests/2.31), "
                    "was answered well"
                ),
            ),
            (
                "2025-11-22T21:00:45Z, then",
                (
                    f"GET {JSCODE}, request {second}, from 10.0.0.2:50002 (curl/8), was refused "
                    "with 40163 code been used, because the js_code of alice was spent by an "
                    f"exchange, request {first}, 42 s ago"
                ),
            ),
            (
                "2025-11-22T21:00:45Z, then",
                (
                    f"request {second} came 42 s later, from another address (10.0.0.2 instead of "
                    "10.0.0.1) and another User-Agent (curl/8 instead of requests/2.31)"
                ),
            ),
        ]
        assert story.advice[0].startswith("two senders have the code")


@pytest.mark.parametrize(
    ("port", "told"),
    [
        ("50000", "over the same connection: the same sender tried again"),
        ("50001", "from the same address and User-Agent over another connection"),
    ],
)
def test_a_retry_of_the_same_sender_is_told_as_one(backend, exchange_from, tell, port, told):
    code = backend.code()
    exchange_from(code)
    backend.world.clock.advance(0.25)
    exchange_from(code, port=port)

    story = tell(code)

    assert f"0.25 s later, {told}" in texts(story)[-1]
    assert "one and the same sender sent the code twice" in story.advice[0]


def test_a_retry_after_a_lost_answer_says_that_the_answer_was_lost(
    world, backend, exchange_from, tell
):
    world.faults.add(Fault(path=JSCODE, kind="lost-answer"))
    code = backend.code()
    exchange_from(code)
    exchange_from(code)

    story = tell()

    assert texts(story)[1].endswith(
        "was done, but its answer did not arrive; on purpose: fault 1: lost-answer"
    )
    assert "never reached the server, but the code is spent all the same" in story.advice[0]


def test_a_code_is_explained_after_the_journal_has_let_go_of_its_exchange(
    world, backend, exchange_from, journal, tell
):
    code = backend.code()
    exchange_from(code)
    (spender,) = rids(journal)
    journal.clear()
    exchange_from(code)

    assert (
        f"spent by an exchange, request {spender} from 127.0.0.1:50000 (requests/2), "
        "which the journal no longer has" in texts(tell(code))[1]
    )
    assert tell(spender).title.startswith(f"the journal does not have request {spender} of ")
    assert "gave session_key 1" in texts(tell(spender))[0]


@pytest.mark.parametrize(
    ("sender", "told"),
    [
        (("10.0.0.2", "curl/8"), "another address (10.0.0.2 instead of 10.0.0.1) and another User"),
        (("10.0.0.1", "requests/2.31"), "over another connection: a retry, or another worker"),
    ],
)
def test_who_spent_a_code_is_remembered_where_another_process_answered(
    backend, exchange_from, journal, sender, told
):
    world, code = backend.world, backend.code()
    exchange_from(code, "10.0.0.1", "50001", "requests/2.31")
    (spender,) = rids(journal)
    journal.clear()
    world.ledger.clear()
    world.clock.advance(2)
    address, agent = sender
    exchange_from(code, address, "50002", agent)

    # Of several workers each has a journal of its own; the world is one.
    elsewhere = Journal(whole=False)
    for exchange in journal.exchanges():
        elsewhere.write(**{name: getattr(exchange, name) for name in _WRITTEN})
    story = why(world, elsewhere, code)

    assert texts(story)[1] == (
        f"js_code …{code[-6:]} was spent by an exchange, request {spender} from 10.0.0.1:50001 "
        "(requests/2.31), which the journal of this worker does not have"
    )
    assert "2 s later, from" in texts(story)[-1]
    assert told in texts(story)[-1]
    assert f"was spent by request {spender}, and sent again by" in story.title
    spent = why(world, elsewhere, spender)
    assert f"request {spender} of 2025-11-22T21:00:00Z" in spent.title
    assert texts(spent) == [
        (
            f"it spent js_code …{code[-6:]} of alice in {backend.app.appid}, sent from "
            "10.0.0.1:50001 (requests/2.31)"
        )
    ]


def test_both_exchanges_of_a_pages_code_are_shown(world, client, tell):
    account = world.apps.add(kind="official_account")
    issued = client.post("/_wxsim/oauth/codes", json={"app": account.appid, "person": "bob"})
    code = issued.json["code"]
    assert tell(code).title.endswith("is fresh for another 300 s")
    for port in ("50001", "50002"):
        client.get(
            "/sns/oauth2/access_token",
            query_string={
                "appid": account.appid,
                "secret": account.secret,
                "code": code,
                "grant_type": "authorization_code",
            },
            environ_base={"REMOTE_ADDR": "10.0.0.1", "REMOTE_PORT": port},
        )

    for about in ("last", code):
        story = tell(about)

        assert story.errcode == 40163
        assert texts(story)[0].startswith("the authorisation page issued code of a page …")
        assert [one.count(" from 10.0.0.1:5000") for one in texts(story)] == [0, 1, 1, 0]
        assert "one and the same sender sent the code twice, over two" in story.advice[0]


def test_a_used_code_of_a_plugin_tells_who_used_it(backend, journal, tell):
    request = backend.request("/wxa/getpluginopenpid")
    request.send()
    spender = rids(journal)[-1]
    request.send()

    story = tell(request.body["code"])

    assert (story.kind, story.errcode) == ("plugin code", 1007)
    assert texts(story)[0].startswith("wx.pluginLogin issued plugin code …")
    assert spender in story.title
    assert tell().facts == story.facts
