"""The store in memory lets go of rows that nobody will ask for again."""

from __future__ import annotations

import pytest

from wxsim.store import MemoryStore, Store
from wxsim.world import Clock


@pytest.fixture
def clock() -> Clock:
    clock = Clock(lambda: 1_700_000_000.0)
    clock.freeze()
    return clock


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(clock.now)


def stir(store: Store) -> None:
    """Add a row, at which the store looks after its old ones."""
    store.delete("stirred", "row")
    store.add("stirred", "row", b"", ttl=1e9)


def test_what_has_ended_is_let_go_and_nothing_else(clock: Clock, store: MemoryStore) -> None:
    store.add("table", "short", b"", ttl=300)
    store.add("table", "long", b"", ttl=301)
    store.add("table", "endless", b"")
    store.put("table", "put", b"")
    clock.advance(299)
    stir(store)
    assert len(list(store.scan("table"))) == 4
    clock.advance(1)
    stir(store)
    assert sorted(key for key, _ in store.scan("table")) == ["endless", "long", "put"]


def test_a_row_ends_when_it_was_to_end_whatever_was_written_there_since(
    clock: Clock, store: MemoryStore
) -> None:
    store.add("table", "put", b"one", ttl=300)
    store.add("table", "set", b"one", ttl=300)
    clock.advance(299)
    store.put("table", "put", b"two")
    store.compare_and_set("table", "set", b"one", b"two")
    clock.advance(1)
    stir(store)
    assert list(store.scan("table")) == []


def test_a_row_added_in_the_place_of_a_deleted_one_has_an_end_of_its_own(
    clock: Clock, store: MemoryStore
) -> None:
    for key, ttl in (("later", 600), ("never", None)):
        store.add("table", key, b"one", ttl=300)
        store.delete("table", key)
        store.add("table", key, b"two", ttl)
    clock.advance(300)
    stir(store)
    assert sorted(key for key, _ in store.scan("table")) == ["later", "never"]


@pytest.mark.parametrize("ahead", ["", "wx"])
def test_a_row_is_needed_until_everybodys_time_is_past_it(clock: Clock, ahead: str) -> None:
    store = MemoryStore(clock.earliest, clock.latest)
    clock.freeze(appid="wx")
    # Added at the latest time there is, for it may be that app's.
    clock.advance(100, ahead)
    store.add("table", "key", b"", ttl=300)
    clock.advance(299, ahead)
    for behind in {"", "wx"} - {ahead}:
        clock.advance(1_000, behind)
    stir(store)
    assert [key for key, _ in store.scan("table")] == ["key"]
    clock.advance(1, ahead)
    stir(store)
    assert list(store.scan("table")) == []


def test_a_row_is_kept_for_the_one_whose_time_stands_still(clock: Clock) -> None:
    store = MemoryStore(clock.earliest, clock.latest)
    clock.freeze(appid="wx")
    store.add("table", "key", b"", ttl=300)
    clock.advance(1_000_000)
    stir(store)
    assert [key for key, _ in store.scan("table")] == ["key"]
    clock.reset("wx")
    stir(store)
    assert list(store.scan("table")) == []


def test_the_store_does_not_grow_with_time(clock: Clock, store: MemoryStore) -> None:
    for number in range(10_000):
        store.add("table", f"{number}", b"", ttl=10)
        clock.advance(1)
    assert len(list(store.scan("table"))) <= 11


def test_the_store_shrinks_after_a_crowd(clock: Clock, store: MemoryStore) -> None:
    for number in range(1_000):
        store.add("table", f"crowd {number}", b"", ttl=10)
    clock.advance(10)
    for number in range(400):
        store.add("table", f"{number}", b"", ttl=1e9)
    assert not list(store.scan("table", "crowd"))


def test_a_store_without_a_clock_forgets_nothing() -> None:
    store = MemoryStore()
    for number in range(100):
        store.add("table", f"{number}", b"", ttl=0)
    assert len(list(store.scan("table"))) == 100
