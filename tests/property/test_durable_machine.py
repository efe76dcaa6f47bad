"""Random lives of a data directory, beside a plain dictionary."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test as run,
)
from tinydb import TinyDB

from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore

tables = st.sampled_from(["users", "login_codes", "表", ""])
keys = st.sampled_from(["a", "b", "", "oAbC/1", 'k"\\\n', "\x00", "\u2028", "键", "🌧️"])
values = st.one_of(
    st.sampled_from([b"{}", b'{"a":1}', b'"\xe5\xbe\xae"', b"", b"\n", b"1\n2", b"[1,]", b"NaN"]),
    st.binary(max_size=30),
)
lifetimes = st.one_of(st.none(), st.floats(0.5, 20))


class DurableMachine(RuleBasedStateMachine):
    """The store and what should be in it: for each row its value, and until when it is needed."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.lives = 0
        self.now = 0.0
        self.rows: dict[tuple[str, str], tuple[bytes, float | None]] = {}
        self.path = Path(self.folder.name, "0")
        self.store = self.open()
        self.saved = self.store.dump()

    def open(self) -> DurableStore:
        return DurableStore(self.path, lambda: self.now)

    def alive(self, table: str, key: str) -> bool:
        """Tell whether a row must be there; one whose time is over may be there or not."""
        until = self.rows.get((table, key), (b"", 0.0))[1]
        return until is None or until > self.now

    @rule(table=tables, key=keys, value=values)
    def put(self, table: str, key: str, value: bytes) -> None:
        if self.store.get(table, key) is None:
            self.rows.pop((table, key), None)
        until = self.rows.get((table, key), (b"", None))[1]
        self.store.put(table, key, value)
        self.rows[table, key] = (value, until)

    @rule(table=tables, key=keys, value=values, ttl=lifetimes)
    def add(self, table: str, key: str, value: bytes, ttl: float | None) -> None:
        was_free = self.store.get(table, key) is None
        assert self.store.add(table, key, value, ttl) is was_free
        if was_free:
            self.rows[table, key] = (value, None if ttl is None else self.now + ttl)

    @rule(table=tables, key=keys, expected=values, value=values)
    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> None:
        fits = self.store.get(table, key) == expected
        assert self.store.compare_and_set(table, key, expected, value) is fits
        if fits:
            self.rows[table, key] = (value, self.rows[table, key][1])

    @rule(table=tables, key=keys, value=values)
    def replace(self, table: str, key: str, value: bytes) -> None:
        current = self.store.get(table, key)
        if current is not None:
            self.compare_and_set(table, key, current, value)

    @rule(table=tables, key=keys)
    def delete(self, table: str, key: str) -> None:
        was_there = self.store.get(table, key) is not None
        assert self.store.delete(table, key) is was_there
        self.rows.pop((table, key), None)

    @rule(seconds=st.floats(0, 15))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def compact(self) -> None:
        self.store.compact()
        (snapshot,) = self.path.glob("snapshot-*.json")
        with TinyDB(snapshot, access_mode="r") as database:
            for table in database.tables() - {"wxsim"}:
                for row in database.table(table):
                    assert self.alive(table, row["key"])

    @rule()
    def save(self) -> None:
        self.saved = self.store.dump()

    @rule(stays=tables)
    def restore(self, stays: str) -> None:
        """Bring back what was saved, in whichever life that was."""
        self.store.restore(self.saved, without=[stays])
        self.rows = {place: row for place, row in self.rows.items() if place[0] == stays}
        for table, rows in self.saved.items():
            if table != stays:
                self.rows |= {(table, key): row for key, row in rows.items()}

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = self.open()

    @rule(torn=st.sampled_from([b"", b"{", b'{"op":"put","table":"users","key":"a","val', b"\0\n"]))
    def be_killed(self, torn: bytes) -> None:
        """Go on with a copy of the files as they stand, as after kill -9."""
        self.lives += 1
        copy = Path(self.folder.name, str(self.lives))
        state = read_state(self.path)
        shutil.copytree(self.path, copy)
        with (copy / f"ledger-{state.ledgers[-1]}.jsonl").open("ab") as ledger:
            ledger.write(torn)
        self.store.close()
        self.path = copy
        self.store = self.open()

    @invariant()
    def what_is_needed_is_there_and_nothing_else(self) -> None:
        found = {
            (table, key): value
            for table in ("users", "login_codes", "表", "")
            for key, value in self.store.scan(table)
        }
        needed = {place: row[0] for place, row in self.rows.items() if self.alive(*place)}
        assert needed.items() <= found.items()
        assert found.items() <= {place: row[0] for place, row in self.rows.items()}.items()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


def test_a_data_directory_holds_what_was_written_through_restarts_kills_and_compactions() -> None:
    run(DurableMachine, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))
