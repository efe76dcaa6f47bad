"""third_session and the database under it."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from wxsim.loginserver.accounts import Accounts
from wxsim.loginserver.database import Database
from wxsim.loginserver.sessions import Sessions
from wxsim.loginserver.wechat import WeChatSession

SESSION_KEY = "tiihtNczf5v6AKRyjwEUhQ=="
BAND = WeChatSession("oBand", SESSION_KEY)


@pytest.fixture(params=[":memory:", "people.sqlite3"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return ":memory:" if request.param == ":memory:" else str(tmp_path / request.param)


@pytest.fixture
def database(path: str) -> Database:
    database = Database(path)
    Accounts(database).ensure("oBand")
    return database


def test_a_session_leads_back_to_its_person(database: Database) -> None:
    sessions = Sessions(database, lifetime=60)
    assert sessions.find(sessions.start(BAND)) == BAND


def test_an_unknown_session_leads_nowhere(database: Database) -> None:
    sessions = Sessions(database, lifetime=60)
    third_session = sessions.start(BAND)
    for guess in ("", "x", third_session[:-1], third_session + "x", third_session.swapcase()):
        assert sessions.find(guess) is None


def test_a_session_ends_when_its_time_is_over(database: Database) -> None:
    sessions = Sessions(database, lifetime=0.2)
    third_session = sessions.start(BAND)
    assert sessions.find(third_session) == BAND
    time.sleep(0.25)
    assert sessions.find(third_session) is None


def test_a_new_login_ends_the_previous_session_of_that_person_alone(database: Database) -> None:
    Accounts(database).ensure("oSong")
    sessions = Sessions(database, lifetime=60)
    song = WeChatSession("oSong", SESSION_KEY)
    first, other, second = sessions.start(BAND), sessions.start(song), sessions.start(BAND)
    assert [sessions.find(token) for token in (first, other, second)] == [None, song, BAND]


def test_expired_sessions_are_cleared_away_at_the_next_login(database: Database) -> None:
    Accounts(database).ensure("oSong")
    Sessions(database, lifetime=0.01).start(BAND)
    time.sleep(0.02)
    Sessions(database, lifetime=60).start(WeChatSession("oSong", SESSION_KEY))
    with database.transaction() as connection:
        assert [row["openid"] for row in connection.execute("SELECT openid FROM session")] == [
            "oSong"
        ]


def test_the_database_cannot_be_used_to_log_in(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite3"
    database = Database(str(path))
    Accounts(database).ensure("oBand")
    third_session = Sessions(database, lifetime=60).start(BAND)
    assert third_session.encode() not in path.read_bytes()


def test_a_printed_session_does_not_show_the_session_key() -> None:
    assert SESSION_KEY not in repr(BAND)


def test_accounts_and_sessions_outlive_the_process(tmp_path: Path) -> None:
    path = str(tmp_path / "people.sqlite3")
    before = Database(path)
    Accounts(before).ensure("oBand")
    third_session = Sessions(before, lifetime=60).start(BAND)
    record = Accounts(before).read("oBand")
    del before
    after = Database(path)
    assert Sessions(after, lifetime=60).find(third_session) == BAND
    Accounts(after).ensure("oBand")
    assert Accounts(after).read("oBand") == record


def test_user_ids_have_16_digits_that_a_javascript_number_can_hold(database: Database) -> None:
    accounts = Accounts(database)
    people = [f"o{number}" for number in range(200)]
    for openid in people:
        accounts.ensure(openid)
    user_ids = [accounts.read(openid)["userId"] for openid in people]
    assert len(set(user_ids)) == len(people)
    for user_id in user_ids:
        assert isinstance(user_id, int)
        assert len(str(user_id)) == 16
        assert int(float(user_id)) == user_id <= 2**53 - 1


def test_one_person_logging_in_from_many_threads_is_one_account_with_one_session(
    database: Database,
) -> None:
    accounts, sessions = Accounts(database), Sessions(database, lifetime=60)
    ready = threading.Barrier(8, timeout=20)

    def log_in(_: int) -> tuple[object, str]:
        ready.wait()
        accounts.ensure("oSong")
        third_session = sessions.start(WeChatSession("oSong", SESSION_KEY))
        return accounts.read("oSong")["userId"], third_session

    with ThreadPoolExecutor(8) as pool:
        user_ids, third_sessions = zip(*pool.map(log_in, range(8)), strict=True)
    assert len(set(user_ids)) == 1
    assert sum(sessions.find(token) is not None for token in third_sessions) == 1


def test_deleting_a_person_ends_their_session(tmp_path: Path) -> None:
    path = str(tmp_path / "people.sqlite3")
    database = Database(path)
    Accounts(database).ensure("oBand")
    sessions = Sessions(database, lifetime=60)
    third_session = sessions.start(BAND)
    with closing(sqlite3.connect(path)) as operator, operator:
        operator.execute("PRAGMA foreign_keys = ON")
        operator.execute("DELETE FROM user WHERE openid = 'oBand'")
    assert sessions.find(third_session) is None


def test_there_is_no_session_without_an_account(database: Database) -> None:
    sessions = Sessions(database, lifetime=60)
    with pytest.raises(sqlite3.IntegrityError):
        sessions.start(WeChatSession("oNobody", SESSION_KEY))


def test_a_failed_transaction_leaves_nothing_behind(database: Database) -> None:
    def rename_and_fail() -> None:
        with database.transaction() as connection:
            connection.execute("UPDATE user SET nickName = 'half' WHERE openid = 'oBand'")
            connection.execute("INSERT INTO user (userId, openid) VALUES (1, 'oBand')")

    with pytest.raises(sqlite3.IntegrityError):
        rename_and_fail()
    assert Accounts(database).read("oBand")["nickName"] == ""
