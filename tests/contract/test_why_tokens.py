"""wxsim why: "40001 though my token is two minutes old"."""

from __future__ import annotations

import pytest

from stories import CHECK, rids, texts
from wxsim.diagnosis import why
from wxsim.server_api.journal import Journal


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


def test_who_fetched_both_tokens_is_remembered_where_another_process_answered(
    world, fetch, journal
):
    mine = fetch("10.0.0.1")
    fetch("10.0.0.2")
    first, second = rids(journal)
    world.ledger.clear()
    world.clock.advance(301)

    story = why(world, Journal(whole=False), mine)

    assert texts(story)[:3] == [
        (
            f"request {first} from 10.0.0.1:4000 (worker), which the journal of this worker does "
            "not have, got access_token 1 of /cgi-bin/token"
        ),
        (
            f"request {second} from 10.0.0.2:4000 (worker), which the journal of this worker does "
            "not have, got access_token 2 of /cgi-bin/token"
        ),
        f"request {second} came 0 s later, from another address (10.0.0.2 instead of 10.0.0.1)",
    ]
    assert story.advice[0].startswith("two senders fetch tokens of one app")
    assert "it fetched access_token 1 of" in texts(why(world, Journal(), first))[0]


@pytest.fixture
def granted(world, client):
    """What a page of an official account was granted by bob."""
    account = world.apps.add(kind="official_account")
    body = {"app": account.appid, "person": "bob", "scope": "snsapi_userinfo"}
    code = client.post("/_wxsim/oauth/codes", json=body).json["code"]
    query = {"appid": account.appid, "secret": account.secret, "code": code}
    return client.get(
        "/sns/oauth2/access_token", query_string={**query, "grant_type": "authorization_code"}
    ).get_json(force=True)


def test_a_pages_tokens_tell_who_granted_them_and_until_when(world, client, granted, journal, tell):
    token, (rid,) = granted["access_token"], rids(journal)

    story = tell(token)
    assert (story.kind, story.errcode) == ("access_token", 0)
    assert "of bob in wx" in story.title
    assert story.title.endswith("works until 2025-11-22T23:00:00Z, for snsapi_userinfo")
    assert rid in texts(story)[0]
    refresh = tell(granted["refresh_token"])
    assert refresh.kind == "refresh_token"
    assert refresh.title.endswith("works until 2025-12-22T21:00:00Z")

    world.clock.advance(7200)
    query = {"access_token": token, "openid": granted["openid"]}
    client.get("/sns/userinfo", query_string=query)
    assert tell(token).errcode == tell().errcode == 42001
    assert "works no more: the access_token of bob ended 0 s ago" in tell(token).title
    world.clock.advance(30 * 86_400)
    ended = tell(granted["refresh_token"])
    assert ended.errcode == 42002
    assert ended.title.endswith("ended at 2025-12-22T21:00:00Z")


def test_an_access_token_of_the_other_sort_is_told_as_that(client, fetch, granted, tell):
    client.get("/sns/userinfo", query_string={"access_token": fetch("10.0.0.1"), "openid": "o"})
    assert tell().advice[0].startswith("that is the app's access_token; /sns/userinfo takes the")

    client.get(CHECK, query_string={"access_token": granted["access_token"]})
    assert (
        tell()
        .advice[0]
        .startswith(
            f"that is the access_token that a person granted a page; {CHECK} takes the app's"
        )
    )


def test_a_token_that_was_never_seen_here_says_where_it_may_come_from(tell):
    story = tell("97_" + "x" * 133)

    assert story.kind == "access_token"
    assert "it may come from the real WeChat" in story.title
