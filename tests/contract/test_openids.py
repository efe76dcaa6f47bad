"""openid and unionid: who a person is to an app, and to all apps of one account."""

import re

import pytest

from wxsim.world import Person

FIRST = "wx0123456789abcdef"
SECOND = "wxfedcba9876543210"
UNBOUND = "wx00112233445566aa"
PEOPLE = ("alice", "bob", "xiaoyu", "carol")


@pytest.fixture
def session_of(backend_of):
    return lambda appid, person: backend_of(appid).login(person)


def test_an_openid_is_28_characters_and_starts_with_o(session_of):
    for appid in (FIRST, SECOND, UNBOUND):
        for person in PEOPLE:
            openid = session_of(appid, person)["openid"]
            assert re.fullmatch("o[A-Za-z0-9_-]{27}", openid)


def test_the_openids_of_one_app_share_characters_2_to_6(session_of):
    for appid in (FIRST, SECOND, UNBOUND):
        assert len({session_of(appid, person)["openid"][:6] for person in PEOPLE}) == 1


def test_apps_have_prefixes_of_their_own(session_of):
    prefixes = {session_of(appid, "alice")["openid"][:6] for appid in (FIRST, SECOND, UNBOUND)}

    assert len(prefixes) == 3


def test_a_person_has_one_openid_in_an_app_and_another_in_another(session_of):
    openids = {
        session_of(appid, person)["openid"]
        for _ in range(2)
        for appid in (FIRST, SECOND, UNBOUND)
        for person in PEOPLE
    }

    assert len(openids) == 3 * len(PEOPLE)


def test_an_openid_outlives_codes_keys_and_resets(world, backend):
    before = backend.login()["openid"]
    backend.ask("/wxa/resetusersessionkey")
    world.clock.advance(365 * 86_400)

    assert backend.login()["openid"] == before


def test_a_unionid_is_the_same_in_all_apps_of_one_account(session_of):
    for person in PEOPLE:
        unionid = session_of(FIRST, person)["unionid"]
        assert session_of(SECOND, person)["unionid"] == unionid
        assert re.fullmatch("o[A-Za-z0-9_-]{27}", unionid)
    assert len({session_of(FIRST, person)["unionid"] for person in PEOPLE}) == len(PEOPLE)


def test_an_app_of_no_account_gives_no_unionid(session_of):
    assert "unionid" not in session_of(UNBOUND, "alice")


def test_apps_of_different_accounts_have_different_unionids(world, session_of):
    elsewhere = world.apps.add(open_account="another").appid

    assert session_of(elsewhere, "alice")["unionid"] != session_of(FIRST, "alice")["unionid"]


def test_a_person_added_later_changes_nobodys_openid(world, session_of):
    before = session_of(FIRST, "bob")
    world.people.add(Person(name="aaron", nickname="阿伦"))

    assert session_of(FIRST, "bob")["openid"] == before["openid"]
