"""The store that forgets: each method is atomic, and what was read cannot change behind it."""

from threading import Barrier, Thread

import pytest

from wxsim.store import MemoryStore


@pytest.fixture
def store():
    return MemoryStore()


def test_what_is_put_can_be_got_from_its_own_table_alone(store):
    store.put("a", "key", b"1")
    store.put("a", "key", b"2")

    assert store.get("a", "key") == b"2"
    assert store.get("b", "key") is None
    assert store.get("a", "other") is None


def test_add_takes_a_free_key_alone(store):
    assert store.add("a", "key", b"1") is True
    assert store.add("a", "key", b"2") is False
    assert store.get("a", "key") == b"1"


def test_compare_and_set_replaces_what_was_expected_alone(store):
    assert store.compare_and_set("a", "key", b"1", b"2") is False
    assert store.get("a", "key") is None
    store.put("a", "key", b"1")
    assert store.compare_and_set("a", "key", b"0", b"2") is False
    assert store.compare_and_set("a", "key", b"1", b"2") is True
    assert store.get("a", "key") == b"2"


def test_delete_tells_whether_there_was_anything(store):
    store.put("a", "key", b"")

    assert store.delete("a", "key") is True
    assert store.delete("a", "key") is False
    assert store.get("a", "key") is None


def test_scan_returns_the_pairs_of_a_prefix_as_they_were(store):
    for key in ("wx1/alice", "wx1/bob", "wx2/alice"):
        store.put("a", key, key.encode())

    found = store.scan("a", "wx1/")
    store.put("a", "wx1/carol", b"")

    assert sorted(found) == [("wx1/alice", b"wx1/alice"), ("wx1/bob", b"wx1/bob")]
    assert len(list(store.scan("a"))) == 4
    assert list(store.scan("nothing")) == []


def test_of_many_threads_one_wins(store):
    wins, barrier = [], Barrier(16)
    store.put("a", "key", b"free")

    def race(number):
        barrier.wait()
        if store.add("a", "new", b"%d" % number):
            wins.append("add")
        if store.compare_and_set("a", "key", b"free", b"%d" % number):
            wins.append("compare_and_set")

    threads = [Thread(target=race, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(wins) == ["add", "compare_and_set"]


def test_closing_is_harmless(store):
    store.close()
