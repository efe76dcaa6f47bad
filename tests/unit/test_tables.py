"""Typed records over a store of bytes, and the steps that other threads may come between."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from wxsim.store import MemoryStore
from wxsim.world.records import LoginCode, QuotaUse, Record, SessionKey, TokenGrants, User
from wxsim.world.tables import Table

NOW = 1_700_000_000.25

KEY = SessionKey(
    generation=1, value="tiihtNczf5v6AKRyjwEUhQ==", made_at=NOW, expires_at=NOW + 1, reason="测试"
)


def code_issued_at(now: float) -> LoginCode:
    return LoginCode(
        code="0a1" + "x" * 29, openid="o", appid="wx", person="小雨🌧️", issued_at=now, expires_at=now
    )


RECORDS = [code_issued_at(NOW), KEY, TokenGrants(forced_at=(NOW, 0.1 + 0.2)), QuotaUse(minute=7)]


class Count(Record, frozen=True, kw_only=True):
    number: int = 0


def next_number(count: Count) -> Count:
    return Count(number=count.number + 1)


def next_after_the_others(count: Count) -> Count:
    # Between reading and writing the other threads have their turn.
    time.sleep(0)
    return next_number(count)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def counts(store: MemoryStore) -> Table[Count]:
    return Table(store, "counts", Count)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_read_back_as_it_was_added(store: MemoryStore, record: Record) -> None:
    table = Table(store, "records", type(record))
    assert table.get("key") is None
    assert table.add("key", record) is True
    assert table.get("key") == record
    assert table.add("key", record) is False


def test_records_inside_records_are_read_back_whole(store: MemoryStore) -> None:
    table = Table(store, "users", User)
    user = User(openid="o", appid="wx", person="alice", session_key=KEY)
    table.add("o", user)
    read = table.get("o")
    assert read == user
    assert read is not None
    assert isinstance(read.session_key, SessionKey)


def test_all_and_keys_list_what_stands_in_the_table(counts: Table[Count]) -> None:
    for number, key in enumerate(["wx1/alice", "wx1/bob", "wx2/alice"]):
        counts.add(key, Count(number=number))
    assert sorted(counts.keys()) == ["wx1/alice", "wx1/bob", "wx2/alice"]
    assert sorted(count.number for count in counts.all()) == [0, 1, 2]
    assert sorted(count.number for count in counts.all("wx1/")) == [0, 1]


def test_replace_takes_the_place_of_the_record_it_knows(counts: Table[Count]) -> None:
    counts.add("key", Count(number=1))
    assert counts.replace("key", Count(number=1), Count(number=2)) is True
    assert counts.get("key") == Count(number=2)


def test_replace_leaves_a_record_that_has_changed_since(counts: Table[Count]) -> None:
    counts.add("key", Count(number=1))
    assert counts.replace("key", Count(number=0), Count(number=2)) is False
    assert counts.get("key") == Count(number=1)


def test_replace_makes_nothing_where_there_is_nothing(counts: Table[Count]) -> None:
    assert counts.replace("key", Count(), Count(number=1)) is False
    assert counts.get("key") is None


def test_replace_knows_a_record_again_whose_time_was_a_whole_number(store: MemoryStore) -> None:
    # A clock frozen at 1700000000 writes an int, and reads a float back.
    table = Table(store, "login_codes", LoginCode)
    table.add("key", code_issued_at(1_700_000_000))
    read = table.get("key")
    assert read is not None
    assert table.replace("key", read, msgspec.structs.replace(read, spent_at=NOW)) is True


def test_replace_knows_a_record_again_that_was_written_before_it_had_all_fields(
    store: MemoryStore,
) -> None:
    table = Table(store, "users", User)
    store.put("users", "o", b'{"person":"alice","appid":"wx","openid":"o"}')
    read = table.get("o")
    assert read == User(openid="o", appid="wx", person="alice")
    assert table.replace("o", read, msgspec.structs.replace(read, logins=1)) is True


def test_of_all_who_replace_one_record_exactly_one_succeeds(counts: Table[Count]) -> None:
    keys = [f"{number}" for number in range(100)]
    for key in keys:
        counts.add(key, Count())
    ready = threading.Barrier(8)

    def replace_all(number: int) -> list[bool]:
        ready.wait()
        return [counts.replace(key, Count(), Count(number=number)) for key in keys]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(replace_all, range(1, 9)))
    for key, won in zip(keys, zip(*answers, strict=True), strict=True):
        assert won.count(True) == 1
        assert counts.get(key) == Count(number=won.index(True) + 1)


def test_change_starts_from_the_first_record_where_there_is_none(counts: Table[Count]) -> None:
    assert counts.change("key", Count(number=41), next_number) == Count(number=42)
    assert counts.get("key") == Count(number=42)


def test_change_goes_on_from_the_record_that_stands_there(counts: Table[Count]) -> None:
    counts.add("key", Count(number=1))
    assert counts.change("key", Count(number=41), next_number) == Count(number=2)
    assert counts.get("key") == Count(number=2)


def test_change_writes_the_first_record_even_if_the_step_leaves_it_as_it_is(
    counts: Table[Count],
) -> None:
    assert counts.change("key", Count(number=41), lambda count: count) == Count(number=41)
    assert counts.get("key") == Count(number=41)


def test_a_step_that_raises_changes_nothing(counts: Table[Count]) -> None:
    counts.add("key", Count(number=1))

    def refuse(count: Count) -> Count:
        raise ValueError(f"{count.number} is enough")

    with pytest.raises(ValueError, match="1 is enough"):
        counts.change("key", Count(), refuse)
    assert counts.get("key") == Count(number=1)


def test_a_step_is_taken_again_when_another_came_between(counts: Table[Count]) -> None:
    seen = []

    def step(count: Count) -> Count:
        seen.append(count.number)
        if len(seen) == 1:
            assert counts.add("key", Count(number=10))
        elif len(seen) == 2:
            assert counts.replace("key", Count(number=10), Count(number=20))
        return next_number(count)

    assert counts.change("key", Count(), step) == Count(number=21)
    assert seen == [0, 10, 20]
    assert counts.get("key") == Count(number=21)


def test_no_step_of_many_threads_is_lost(counts: Table[Count]) -> None:
    ready = threading.Barrier(8)

    def count_to_100(_: int) -> set[int]:
        ready.wait()
        return {counts.change("key", Count(), next_after_the_others).number for _ in range(100)}

    with ThreadPoolExecutor(8) as pool:
        returned = list(pool.map(count_to_100, range(8)))
    assert counts.get("key") == Count(number=800)
    # Each was told the record that it wrote itself.
    assert set().union(*returned) == set(range(1, 801))
    assert sum(map(len, returned)) == 800
