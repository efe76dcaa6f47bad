"""What every store must keep to. A new store is one new line in STORES."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from wxsim.store import MemoryStore, Store
from wxsim.store.durable import DurableStore
from wxsim.store.redis import RedisStore

T = TypeVar("T")

# Each makes an empty store, given a folder for those that keep files.
STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "durable": lambda folder: DurableStore(folder / "data", time.time),
    "durable on disk": lambda folder: DurableStore(folder / "data", time.time, "disk"),
}

# Every table that a test below writes to.
LISTED = ("table", "login_codes", "phone_codes", "users", "ab", "a", "a/", "a:")

# The same, given the URL of an empty Redis.
SHARED_STORES: dict[str, Callable[[str], Store]] = {
    "redis": RedisStore,
    "redis, listed tables": lambda url: RedisStore(url, listed=LISTED),
}

THREADS = 8

KEYS = {
    "empty": "",
    "blank": " ",
    "blanks around": " key ",
    "slashes": "../wx0123456789abcdef//oAbCd/1/",
    "backslashes": "a\\b\\\\",
    "quotes": 'it\'s a "key" -- `;',
    "line breaks and tabs": "a\nb\r\nc\td",
    "a NUL, which a query may carry": "a\x00b",
    "Chinese": "示例商城/爱丽丝",
    "outside the basic plane": "小雨🌧️👩‍👩‍👧‍👦𠮷",
    "a replacement character": "\ufffd",
    "wildcards": "%_*?[a-z]{b}",
    "longer than a file name": "k" * 10_000,
}

VALUES = {
    "empty": b"",
    "every byte": bytes(range(256)),
    "not UTF-8": b"\xff\xfe\x80",
    "JSON with Chinese": '{"nickname":"爱丽丝"}'.encode(),
    "line breaks at the end": b"value\r\n\n",
    "a NUL at the end": b"value\x00",
    "digits": b"0042",
    "a megabyte": bytes(range(256)) * 4096,
}


class ContestedKey(str):
    """A key over which threads meet: whoever looks it up lets the others go first.

    CPython does not interrupt two dictionary steps that follow one another, so
    without it a store in memory would seem atomic that has no lock.
    """

    __slots__ = ()

    def __hash__(self) -> int:
        time.sleep(0)
        return super().__hash__()


CONTESTED = [ContestedKey(number) for number in range(200)]


@pytest.fixture(params=[*STORES, *SHARED_STORES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param in SHARED_STORES:
        store = SHARED_STORES[request.param](request.getfixturevalue("redis_url"))
    else:
        store = STORES[request.param](tmp_path)
    yield store
    store.close()


def in_threads(work: Callable[[int], T]) -> list[T]:
    """Run ``work`` in all threads from the same moment on, and return what they returned."""
    ready = Barrier(THREADS, timeout=60)

    def started(number: int) -> T:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(started, range(THREADS)))


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert store.get("table", "key") is None
    assert list(store.scan("table")) == []
    assert store.delete("table", "key") is False


def test_what_was_put_is_read_back_until_it_is_overwritten(store: Store) -> None:
    store.put("table", "key", b"one")
    assert store.get("table", "key") == b"one"
    store.put("table", "key", b"two")
    assert store.get("table", "key") == b"two"
    assert list(store.scan("table")) == [("key", b"two")]


@pytest.mark.parametrize("value", [b"one", b""])
def test_add_refuses_a_taken_key_and_leaves_its_value(store: Store, value: bytes) -> None:
    assert store.add("table", "key", value) is True
    assert store.add("table", "key", b"two") is False
    assert store.get("table", "key") == value


def test_the_very_same_value_is_refused_when_it_is_added_a_second_time(store: Store) -> None:
    # A store that looks whether what stands there now is what it was given
    # would call the second add a success.
    value = b"one and the same object"
    assert store.add("table", "key", value) is True
    assert store.add("table", "key", value) is False


def test_a_row_that_may_be_forgotten_some_day_is_a_row_like_any_other(store: Store) -> None:
    assert store.add("table", "key", b"one", ttl=3600) is True
    assert store.add("table", "key", b"two", ttl=3600) is False
    assert store.add("table", "key", b"two") is False
    assert store.compare_and_set("table", "key", b"one", b"three") is True
    assert store.get("table", "key") == b"three"
    store.put("table", "key", b"four")
    assert list(store.scan("table")) == [("key", b"four")]
    assert store.delete("table", "key") is True


@pytest.mark.parametrize("value", [b"one", b""])
def test_a_deleted_key_is_free_again(store: Store, value: bytes) -> None:
    store.put("table", "key", value)
    assert store.delete("table", "key") is True
    assert store.get("table", "key") is None
    assert list(store.scan("table")) == []
    assert store.delete("table", "key") is False
    assert store.add("table", "key", b"two") is True


def test_compare_and_set_replaces_what_it_expects(store: Store) -> None:
    store.put("table", "key", b"one")
    assert store.compare_and_set("table", "key", b"one", b"two") is True
    assert store.get("table", "key") == b"two"


def test_compare_and_set_leaves_what_it_does_not_expect(store: Store) -> None:
    store.put("table", "key", b"one")
    assert store.compare_and_set("table", "key", b"zero", b"two") is False
    for nearly in (b"on", b"One", b"one\x00", b"one ", b""):
        assert store.compare_and_set("table", "key", nearly, b"two") is False
    assert store.get("table", "key") == b"one"


def test_compare_and_set_makes_nothing_where_there_is_nothing(store: Store) -> None:
    assert store.compare_and_set("table", "key", b"one", b"two") is False
    assert store.compare_and_set("table", "key", b"", b"two") is False
    assert store.get("table", "key") is None
    assert list(store.scan("table")) == []


def test_compare_and_set_of_a_value_by_itself_succeeds(store: Store) -> None:
    # A store that counts changed rows might say that nothing was there.
    store.put("table", "key", b"one")
    assert store.compare_and_set("table", "key", b"one", b"one") is True


def test_compare_and_set_takes_empty_values_on_both_sides(store: Store) -> None:
    store.put("table", "key", b"")
    assert store.compare_and_set("table", "key", b"", b"one") is True
    assert store.compare_and_set("table", "key", b"one", b"") is True
    assert store.get("table", "key") == b""


def test_tables_know_nothing_of_each_other(store: Store) -> None:
    store.put("login_codes", "key", b"one")
    assert store.add("phone_codes", "key", b"two") is True
    assert store.compare_and_set("users", "key", b"one", b"three") is False
    assert store.delete("users", "key") is False
    assert store.get("login_codes", "key") == b"one"
    assert store.delete("login_codes", "key") is True
    assert list(store.scan("phone_codes")) == [("key", b"two")]


def test_a_table_and_its_key_are_two_things(store: Store) -> None:
    # The same letters, divided differently.
    pairs = [("ab", "c"), ("a", "bc"), ("a", "/c"), ("a/", "c"), ("a:", "b"), ("a", ":b")]
    for number, (table, key) in enumerate(pairs):
        assert store.add(table, key, b"%d" % number) is True
    for number, (table, key) in enumerate(pairs):
        assert store.get(table, key) == b"%d" % number


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_any_text_is_a_key(store: Store, key: str) -> None:
    assert store.get("table", key) is None
    assert store.add("table", key, b"one") is True
    assert store.add("table", key, b"two") is False
    assert store.compare_and_set("table", key, b"one", b"two") is True
    assert store.get("table", key) == b"two"
    assert list(store.scan("table")) == [(key, b"two")]
    assert list(store.scan("table", key)) == [(key, b"two")]
    assert store.delete("table", key) is True
    assert store.get("table", key) is None


def test_keys_that_look_alike_are_different(store: Store) -> None:
    # Capitals, blanks, the two ways to write é, and numbers that are equal.
    keys = ["key", "KEY", "key ", " key", "key\x00", "\u00e9", "e\u0301", "1", "01", "1.0", ""]
    for key in keys:
        assert store.add("table", key, key.encode()) is True
    assert sorted(store.scan("table")) == sorted((key, key.encode()) for key in keys)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_any_bytes_are_a_value(store: Store, value: bytes) -> None:
    store.put("table", "put", value)
    assert store.get("table", "put") == value
    assert store.add("table", "added", value) is True
    assert store.get("table", "added") == value
    assert store.compare_and_set("table", "added", value, b"other") is True
    assert store.compare_and_set("table", "added", b"other", value) is True
    assert sorted(store.scan("table")) == [("added", value), ("put", value)]


def test_a_scan_returns_the_keys_that_begin_with_the_prefix(store: Store) -> None:
    keys = ["wx1/alice", "wx1/bob", "wx1", "wx12/alice", "WX1/alice", "alice/wx1/", ""]
    for key in keys:
        store.put("table", key, key.encode())

    def scanned(prefix: str) -> list[str]:
        pairs = list(store.scan("table", prefix))
        assert all(value == key.encode() for key, value in pairs)
        return sorted(key for key, _ in pairs)

    assert scanned("wx1/") == ["wx1/alice", "wx1/bob"]
    assert scanned("wx1") == ["wx1", "wx1/alice", "wx1/bob", "wx12/alice"]
    assert scanned("") == sorted(keys)
    assert scanned("wx1/alice/") == []


def test_a_prefix_has_no_wildcards(store: Store) -> None:
    for key in ("a%b", "a_b", "a*b", "a?b", "a[x]b", "a\\b", "axb"):
        store.put("table", key, b"")
    for wildcard in ("%", "_", "*", "?", "[x]", "\\"):
        prefix = f"a{wildcard}"
        assert [key for key, _ in store.scan("table", prefix)] == [f"{prefix}b"]


def test_a_prefix_ends_where_the_highest_characters_begin(store: Store) -> None:
    # A scan by range must not lose the keys at the end of the range.
    keys = ["a", "a\uffff", "a\U0010ffff", "a\U0010ffffb", "b"]
    for key in keys:
        store.put("table", key, b"")
    assert sorted(key for key, _ in store.scan("table", "a")) == sorted(keys[:-1])


def test_the_store_may_be_written_while_a_scan_is_read(store: Store) -> None:
    for number in range(100):
        store.put("table", f"{number}", b"")
    seen = []
    for key, _ in store.scan("table"):
        if not key.startswith("new"):
            seen.append(key)
            assert store.delete("table", key) is True
            store.put("table", f"new {key}", b"")
    assert sorted(seen) == sorted(f"{number}" for number in range(100))
    assert sorted(key for key, _ in store.scan("table")) == sorted(f"new {key}" for key in seen)


def test_of_all_who_add_one_key_exactly_one_succeeds(store: Store) -> None:
    def add(number: int) -> list[bool]:
        value = b"added by %d" % number
        return [store.add("table", key, value) for key in CONTESTED]

    answers = in_threads(add)
    for key, won in zip(CONTESTED, zip(*answers, strict=True), strict=True):
        assert won.count(True) == 1
        assert store.get("table", key) == b"added by %d" % won.index(True)


def test_of_all_who_replace_one_value_exactly_one_succeeds(store: Store) -> None:
    for key in CONTESTED:
        store.put("table", key, b"fresh")

    def spend(number: int) -> list[bool]:
        spent = b"spent by %d" % number
        return [store.compare_and_set("table", key, b"fresh", spent) for key in CONTESTED]

    answers = in_threads(spend)
    for key, won in zip(CONTESTED, zip(*answers, strict=True), strict=True):
        assert won.count(True) == 1
        assert store.get("table", key) == b"spent by %d" % won.index(True)


def test_of_all_who_delete_one_key_exactly_one_succeeds(store: Store) -> None:
    for key in CONTESTED:
        store.put("table", key, b"value")
    answers = in_threads(lambda _: [store.delete("table", key) for key in CONTESTED])
    for won in zip(*answers, strict=True):
        assert won.count(True) == 1
    assert list(store.scan("table")) == []


def test_a_counter_kept_by_compare_and_set_loses_nothing(store: Store) -> None:
    key = CONTESTED[0]
    store.put("table", key, b"0")

    def count_to_100(_: int) -> None:
        counted = 0
        while counted < 100:
            value = store.get("table", key)
            assert value is not None
            counted += store.compare_and_set("table", key, value, b"%d" % (int(value) + 1))

    in_threads(count_to_100)
    assert store.get("table", key) == b"%d" % (THREADS * 100)


def test_a_scan_beside_writers_shows_whole_records_and_all_that_stand_still(store: Store) -> None:
    still = {f"still {number}": b"s" * 100 for number in range(50)}
    for key, value in still.items():
        store.put("table", key, value)

    def write_or_scan(number: int) -> None:
        for turn in range(100):
            if number % 2:
                key = CONTESTED[turn % 5]
                store.put("table", key, (b"a", b"b")[turn % 2] * 100)
                store.delete("table", key)
            else:
                pairs = dict(store.scan("table"))
                assert still.items() <= pairs.items()
                assert set(pairs.values()) <= {b"s" * 100, b"a" * 100, b"b" * 100}

    in_threads(write_or_scan)
