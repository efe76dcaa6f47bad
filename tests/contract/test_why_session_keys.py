"""wxsim why: "decryption fails now and then"."""

from __future__ import annotations

import pytest

from stories import CHECK, JSCODE, rids, texts
from wxsim.diagnosis import why
from wxsim.server_api.journal import Journal
from wxsim.world import Fault, Unknown


@pytest.fixture
def renewed(world, backend_with, journal):
    """A server that verifies with key 2 what key 3 signs, for it never got key 3."""
    backend = backend_with(session_key_renewal="every-login")
    backend.login()
    backend.login()
    early = backend.wx("getUserInfo", withCredentials=True)
    got = rids(journal)[-1]
    world.clock.advance(40)
    unsent = backend.code()
    late = backend.wx("getUserInfo", withCredentials=True)
    return backend, got, early, late, unsent


def test_a_signature_tells_which_key_made_it_which_is_current_and_which_the_server_has(
    renewed, tell
):
    backend, got, early, late, unsent = renewed
    whose = f"alice in {backend.app.appid}"

    story = tell(early["signature"])
    assert story.kind == "signature"
    assert story.title == (
        f"signature …{early['signature'][-6:]} was made with session_key 2 of {whose}: 3 is "
        f"current, made by wx.login 3; your server last got session_key 2, by request {got}"
    )
    assert [(fact.when.split(", ")[1], fact.text) for fact in story.facts][-3:] == [
        ("40 s before", f"wx.getUserInfo of {whose} signed and encrypted with session_key 2"),
        (
            "then",
            (
                f"session_key 3 of {whose} was made by wx.login 3: session_key_renewal is "
                f"every-login; its js_code …{unsent[-6:]} has not been exchanged"
            ),
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
    backend, _got, early, *_ = renewed
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
    _, _, early, *_ = renewed
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


def test_the_key_of_encrypted_data_is_found_without_its_iv(renewed, tell, world):
    _, _, early, late, _ = renewed
    world.ledger.clear()

    for made, generation in ((early, 2), (late, 3)):
        story = tell(made["encryptedData"])

        assert story.kind == "encryptedData"
        assert f"was made with session_key {generation} of alice" in story.title


@pytest.mark.parametrize("about", ["A" * 128, "A" * 127, "=" * 128, "QUJD" * 4])
def test_what_no_key_opens_is_no_encrypted_data(renewed, tell, about):
    with pytest.raises(Unknown):
        tell(about)


def test_the_key_that_another_process_gave_is_known_by_the_code_that_was_exchanged(
    world, backend_with, journal
):
    backend = backend_with(session_key_renewal="every-login")
    backend.login()
    (rid,) = rids(journal)
    world.clock.advance(1)
    unsent = backend.code()
    world.ledger.clear()

    story = why(world, Journal(whole=False), "alice")

    assert (
        f"2 is current, made by wx.login 2; your server last got session_key 1, by request {rid}"
        in (story.title)
    )
    assert any(
        one.startswith("js_code …") and f"gave session_key 1 to request {rid} from 127.0.0.1" in one
        for one in texts(story)
    )
    assert any(f"its js_code …{unsent[-6:]} has not been exchanged" in one for one in texts(story))
    assert story.advice[0].startswith("the server holds session_key 1, but 2 is what signs")
