"""wxsim why: what happened is driven over HTTP, and the story is read afterwards."""

from __future__ import annotations

import pytest

from wxsim import opendata
from wxsim.diagnosis import why
from wxsim.server_api.journal import Journal
from wxsim.world import Fault, Unknown

JSCODE = "/sns/jscode2session"
CHECK = "/wxa/checksession"
PHONE = "/wxa/business/getuserphonenumber"


@pytest.fixture
def journal(app):
    return app.wsgi_app.api.journal


@pytest.fixture
def tell(world, journal):
    return lambda about="last": why(world, journal, about)


@pytest.fixture
def exchange_from(client, backend):
    """Exchange a code from some machine, with some program."""

    def exchange(code, address="127.0.0.1", port="50000", agent="requests/2", app=None):
        app = app or backend.app
        client.get(
            JSCODE,
            query_string={
                "appid": app.appid,
                "secret": app.secret,
                "js_code": code,
                "grant_type": "authorization_code",
            },
            environ_base={"REMOTE_ADDR": address, "REMOTE_PORT": port},
            headers={"User-Agent": agent},
        )

    return exchange


def texts(story):
    return [fact.text for fact in story.facts]


def rids(journal):
    return [exchange.rid for exchange in journal.exchanges()]


# 40163 though I used the code once.


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
        f"spent by an exchange, request {spender}, which the journal no longer has"
        in texts(tell(code))[1]
    )
    assert tell(spender).title.startswith(f"the journal does not have request {spender} (any more)")
    assert "gave session_key 1" in texts(tell(spender))[0]


# 40029 for a fresh code.


def test_a_code_of_another_app_names_both_apps(backend, backend_of, exchange_from, tell):
    other = backend_of("wxfedcba9876543210").app
    code = backend.code()
    exchange_from(code, app=other)

    story = tell()

    assert story.errcode == 40029
    assert texts(story)[0].endswith(f"to alice in {backend.app.appid}")
    assert f"issued to alice in {backend.app.appid}, not in {other.appid}" in texts(story)[1]
    assert f"belongs to {backend.app.appid}, but {other.appid} asked for it" in story.advice[0]


def test_an_expired_code_tells_its_age_and_its_lifetime(world, backend, exchange_from, tell):
    code = backend.code()
    world.clock.advance(312)
    exchange_from(code)

    story = tell()

    assert story.errcode == 40029
    assert "it is 312 s old and lives 300 s" in story.title
    assert [fact.when.split(", ")[1] for fact in story.facts] == [
        "312 s before",
        "12 s before",
        "then",
    ]
    assert texts(story)[1] == f"js_code …{code[-6:]} expired, unused: it lives 300 s"


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda code: f" {code} ", "it has surrounding spaces; without them it is js_code …"),
        (lambda code: f"%20{code}", "URL-encoded twice and has surrounding spaces"),
        (lambda code: f"%{ord(code[0]):x}{code[1:]}", "URL-encoded twice; decoded once more it is"),
        (lambda code: f'"{code}"', "it has quotes around it"),
        (lambda code: code[:20], "it was truncated: it is the first 20 of the 32 characters"),
        (lambda code: code + "&x", "'&x' was appended to js_code"),
        (lambda code: code.swapcase(), "its capitals are wrong"),
        (lambda _: "the code is a mock one", "where the project has no appid"),
        (lambda _: "mock_code_1", "made up by a mock"),
        (lambda _: "0d3" + "x" * 29, "that client talks to the real WeChat"),
        (lambda _: "a" * 64, "the form of a phone-number code"),
        (lambda _: "12345", "it has 5 characters; a js_code has 32"),
        (lambda _: "a%20b", "a code that was URL-encoded twice looks so"),
        (lambda _: " x", "there are spaces around it"),
        (lambda _: "-" * 32, "has not the form of a js_code"),
    ],
)
def test_a_code_that_was_never_issued_gets_a_hint_at_what_it_is(
    backend, exchange_from, tell, spoil, hint
):
    code = backend.code()
    spoiled = spoil(code)
    exchange_from(spoiled)

    for about in ("last", spoiled):
        story = tell(about)

        assert story.errcode == 40029
        assert "never issued it" in story.title
        assert hint in story.advice[0]


def test_a_truncated_code_can_be_asked_about_before_it_is_sent(backend, tell):
    code = backend.code()

    story = tell(code[:20])

    assert "was never issued here" in story.title
    assert story.advice[0].startswith("it was truncated")


def test_a_fresh_code_says_how_long_it_stays_so(world, backend, tell):
    code = backend.code()
    world.clock.advance(60)

    assert tell(code).title.endswith("is fresh for another 240 s")
    world.clock.advance(240)
    assert tell(code).title.endswith("expired unused")


# Decryption fails now and then.


@pytest.fixture
def renewed(world, backend_with, journal):
    """A server that verifies with key 2 what key 3 signs, for it never got key 3."""
    backend = backend_with(session_key_renewal="every-login")
    backend.login()
    backend.login()
    early = backend.wx("getUserInfo", withCredentials=True)
    got = rids(journal)[-1]
    world.clock.advance(40)
    backend.code()
    late = backend.wx("getUserInfo", withCredentials=True)
    return backend, got, early, late


def test_a_signature_tells_which_key_made_it_which_is_current_and_which_the_server_has(
    renewed, tell
):
    backend, got, early, late = renewed
    whose = f"alice in {backend.app.appid}"

    story = tell(early["signature"])
    assert story.kind == "signature"
    assert story.title == (
        f"signature …{early['signature'][-6:]} was made with session_key 2 of {whose}: 3 is "
        f"current, made by wx.login 3; your server last got session_key 2, by request {got}"
    )
    assert [(fact.when.split(", ")[1], fact.text.split(",")[0]) for fact in story.facts][-3:] == [
        ("40 s before", f"wx.getUserInfo of {whose} signed and encrypted with session_key 2"),
        (
            "then",
            f"session_key 3 of {whose} was made by wx.login 3: session_key_renewal is every-login",
        ),
        ("then", f"wx.getUserInfo of {whose} signed and encrypted with session_key 3"),
    ]
    assert any(
        text.startswith(f"session_key 2 went to the server with the answer: GET {JSCODE}")
        and got in text
        for text in texts(story)
    )

    assert "was made with session_key 3" in tell(late["signature"]).title
    assert tell(late["signature"]).advice[0].startswith("the server holds session_key 2, but 3 is")


def test_the_same_story_is_found_by_iv_openid_person_and_session_key(renewed, tell, world):
    backend, _got, early, _ = renewed
    user = world.users.of(backend.app, world.people.get("alice"))
    keys = world.sessions.generations(user)

    assert "was made with session_key 2" in tell(early["iv"]).title
    for about, kind in ((user.openid, "openid"), ("alice", "person")):
        assert tell(about).kind == kind
        assert "3 is current, made by wx.login 3; your server last got session_key 2" in (
            tell(about).title
        )
    assert tell(keys[0].value).title.startswith("session_key 1 of alice")
    assert any("session_key 1 of alice" in text for text in texts(tell(keys[0].value)))


def test_a_signature_is_found_after_the_ledger_has_let_go_of_it(renewed, tell, world):
    *_, early, _late = renewed
    world.ledger.clear()

    assert "was made with session_key 2" in tell(early["signature"]).title


def test_data_signed_before_the_server_got_a_newer_key_is_told_as_that(backend_with, tell):
    backend = backend_with(session_key_renewal="every-login")
    backend.login()
    early = backend.wx("getUserInfo", withCredentials=True)
    backend.login()

    assert "have the phone make it again" in tell(early["signature"]).advice[0]


def test_what_happens_while_the_clock_stands_still_is_told_in_order(world, backend, tell):
    backend.login()
    backend.wx("getUserInfo", withCredentials=True)
    world.sessions.renew(backend.app, world.people.get("alice"))
    signed = backend.wx("getUserInfo", withCredentials=True)

    begins = [text.split(" of alice")[0] for text in texts(tell(signed["signature"]))]

    assert [begin for begin in begins if "went" not in begin] == [
        "session_key 1",
        "wx.getUserInfo",
        "session_key 2",
        "wx.getUserInfo",
    ]
    assert "went to the server" in begins[1]


def test_a_signature_that_should_verify_says_how(backend, tell):
    backend.login()
    info = backend.wx("getUserInfo", withCredentials=True)

    assert tell(info["signature"]).advice[0].startswith("signer and server agree")


def test_a_key_whose_answer_was_lost_never_reached_the_server(
    world, backend_with, exchange_from, tell
):
    backend = backend_with(session_key_renewal="every-login")
    backend.login()
    code = backend.code()
    world.faults.add(Fault(path=JSCODE, kind="lost-answer"))
    exchange_from(code, app=backend.app)

    story = tell("alice")

    assert "your server last got session_key 1" in story.title
    assert any("but the answer never arrived (fault 1: lost-answer)" in one for one in texts(story))


def test_a_key_that_the_journal_let_go_of_is_told_from_the_ledger(backend, journal, tell):
    backend.login()
    (rid,) = rids(journal)
    journal.clear()

    assert f"your server last got session_key 1, by request {rid}" in tell("alice").title


def test_the_encrypted_phone_number_tells_its_key(backend, tell):
    backend.login()

    assert "was made with session_key 1" in tell(backend.wx("getPhoneNumber")["iv"]).title


def test_a_stale_login_state_signature_tells_the_story_of_the_keys(backend_with, tell):
    backend = backend_with(session_key_renewal="every-login")
    old = backend.signed(backend.login())
    backend.ask(CHECK, **old)

    story = tell()

    assert story.errcode == 87009
    assert story.title.endswith("session_key_renewal is every-login")
    assert any("session_key 2" in text and "wx.login 2" in text for text in texts(story))
    assert "was made with session_key 1" in tell(old["signature"]).title


def test_an_ended_session_says_so(world, backend, tell):
    backend.login()
    world.clock.advance(4 * 86_400)

    story = tell("alice")

    assert "1 has expired" in story.title
    assert any(line.startswith("the session has expired") for line in story.advice)


def test_a_person_who_never_logged_in_has_no_key(backend, tell):
    assert tell("bob").title == "bob has never logged in"


# 40001 though my token is two minutes old.


@pytest.fixture
def fetch(client, backend):
    def fetched(address, path="/cgi-bin/token"):
        credentials = {
            "appid": backend.app.appid,
            "secret": backend.app.secret,
            "grant_type": "client_credential",
        }
        stable = path.endswith("stable_token")
        return client.open(
            path,
            method="POST" if stable else "GET",
            query_string={} if stable else credentials,
            json={**credentials, "force_refresh": True} if stable else None,
            environ_base={"REMOTE_ADDR": address, "REMOTE_PORT": "4000"},
            headers={"User-Agent": "worker"},
        ).get_json(force=True)["access_token"]

    return fetched


def test_a_replaced_token_shows_the_other_workers_fetch_and_the_overlap(
    world, client, fetch, journal, tell
):
    mine = fetch("10.0.0.1")
    world.clock.advance(10)
    fetch("10.0.0.2")
    world.clock.advance(310)
    client.get(CHECK, query_string={"access_token": mine})
    first, second, refused = rids(journal)

    for about in ("last", refused, mine):
        story = tell(about)

        assert story.errcode == 40001
        assert "replaced by access_token 2 of /cgi-bin/token issued 310 s ago" in story.title
        assert [(fact.when.split(", ")[1], fact.text) for fact in story.facts][:4] == [
            (
                "320 s before",
                (
                    f"GET /cgi-bin/token, request {first}, from 10.0.0.1:4000 (worker), "
                    "got access_token 1 of /cgi-bin/token"
                ),
            ),
            (
                "310 s before",
                (
                    f"GET /cgi-bin/token, request {second}, from 10.0.0.2:4000 (worker), "
                    "got access_token 2 of /cgi-bin/token"
                ),
            ),
            (
                "310 s before",
                (
                    f"request {second} came 10 s later, from another address "
                    "(10.0.0.2 instead of 10.0.0.1)"
                ),
            ),
            (
                "10 s before",
                (
                    "access_token 1 of /cgi-bin/token worked on beside the new one for 300 s, "
                    "until here"
                ),
            ),
        ]
        assert refused in texts(story)[4]
        assert story.advice[0].startswith("two senders fetch tokens of one app")
        assert "POST /cgi-bin/stable_token" in story.advice[1]


def test_two_fetches_of_one_sender_call_for_a_cache(world, fetch, tell):
    mine = fetch("10.0.0.1")
    fetch("10.0.0.1")

    assert tell(mine).title.endswith("works until 2025-11-22T21:05:00Z")
    assert texts(tell(mine))[-1].endswith(
        "still works beside the new one, until 2025-11-22T21:05:00Z"
    )
    world.clock.advance(301)
    assert tell(mine).advice[0].startswith("one sender fetched both")


@pytest.mark.parametrize(("third_after", "overlap"), [(60, 60), (3600, 300)])
def test_a_token_that_was_replaced_twice_ended_with_its_overlap_or_the_second_fetch(
    world, fetch, tell, third_after, overlap
):
    mine = fetch("10.0.0.1")
    fetch("10.0.0.2")
    fetch("10.0.0.3", "/cgi-bin/stable_token")
    world.clock.advance(third_after)
    fetch("10.0.0.4")

    told = texts(tell(mine))

    assert any(f"worked on beside the new one for {overlap} s, until here" in one for one in told)
    assert not any("stable_token" in one for one in told)


def test_a_forced_refresh_ends_the_stable_token_at_once(world, fetch, tell):
    path = "/cgi-bin/stable_token"
    mine = fetch("10.0.0.1", path)
    fetch("10.0.0.2", path)

    assert tell(mine).errcode == 40001
    for _ in range(2):
        assert "access_token 1 of /cgi-bin/stable_token ended at once" in texts(tell(mine))
        world.clock.advance(60)
        fetch("10.0.0.3", path)


def test_a_revoked_and_an_expired_token_are_told_apart(world, backend, fetch, tell):
    revoked = fetch("10.0.0.1")
    world.tokens.revoke(backend.app)
    assert tell(revoked).errcode == 40001
    assert texts(tell(revoked))[-1].endswith("was revoked on purpose")

    expired = fetch("10.0.0.1")
    world.clock.advance(7200)
    assert tell(expired).errcode == 42001
    assert texts(tell(expired))[-1] == "the 7200 s of access_token 2 of /cgi-bin/token were over"


def test_a_token_that_works_says_until_when(fetch, tell, backend):
    token = fetch("10.0.0.1")

    assert tell(token).title == (
        f"access_token 1 of /cgi-bin/token of {backend.app.appid} works until 2025-11-22T23:00:00Z"
    )
    assert tell(token).errcode == 0


def test_a_token_of_nobody_says_where_it_may_come_from(client, tell):
    client.get(CHECK, query_string={"access_token": "97_of_the_real_one"})

    assert tell("97_of_the_real_one").errcode == 40001
    assert "it may come from the real WeChat" in tell().advice[0]


# Every other refusal.


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

    assert "the ledger has nothing of it either" in story.title
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
