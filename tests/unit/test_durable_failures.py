"""Disks that fail and directories that are damaged: nothing is lost, and the error says why."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wxsim.store import StoreError, ledger_file
from wxsim.store.durable import DurableStore
from wxsim.store.interface import Store

LINE = b'{"op":"put","table":"t","key":"c","value":3}\n'
HEADER = b'{"wxsim":{"1":{"key":"format","value":1}}'


def opened(path: Path, durability: str = "process") -> DurableStore:
    assert durability in ("process", "disk")
    return DurableStore(path, lambda: 0.0, "disk" if durability == "disk" else "process")


def content(path: Path) -> dict[str, bytes]:
    """Return what every file holds, that of the lock excepted: it has the last holder's pid."""
    return {file.name: file.read_bytes() for file in path.iterdir() if file.name != "lock"}


def rows(store: Store) -> dict[str, bytes]:
    return dict(store.scan("t"))


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A data directory of one snapshot and one ledger."""
    path = tmp_path / "data"
    store = opened(path)
    store.put("t", "a", b"1")
    store.compact()
    store.put("t", "b", b"2")
    store.close()
    assert sorted(content(path)) == ["ledger-2.jsonl", "snapshot-2.json"]
    return path


# A process may write files of no more than 4 kB: the kernel takes the part of a
# line that fits, and refuses the rest.
FULL = """
import logging, resource, signal, sys
from pathlib import Path
from wxsim.store import StoreError
from wxsim.store.durable import DurableStore

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
store = DurableStore(path, lambda: 0.0)
limit(4096)
number = 0
try:
    while True:
        store.put("t", str(number), b'"%s"' % (b"x" * 100))
        number += 1
except StoreError as error:
    print(error)
    assert store.get("t", str(number)) is None
assert not store.add("t", "0", b"1")
store.add("t", "s", b"1")
print(number)
limit(16384)
for key in "ab":
    store.put("t", key, b'"%s"' % (b"x" * 3000))
limit(4096)
try:
    store.compact()
except StoreError as error:
    print(error)
limit(resource.RLIM_INFINITY)
store.put("t", "after", b"1")
print(*sorted(file.name for file in path.iterdir()))
store.close()
"""


def test_a_line_for_which_there_is_no_room_is_taken_back_and_the_store_goes_on(
    tmp_path: Path,
) -> None:
    pytest.importorskip("resource", reason="limits the size of files")
    path = tmp_path / "data"
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    full, number, not_compacted, files = ended.stdout.splitlines()
    assert full == (
        f"{path}/ledger-1.jsonl cannot be written: File too large; make room there and try "
        "again; nothing was changed"
    )
    assert not_compacted.startswith(f"{path}/snapshot-2.json cannot be written: File too large")
    # The ledgers hold it all, and no half snapshot stays.
    assert files == "ledger-1.jsonl ledger-2.jsonl lock snapshot-1.json"
    store = opened(path)
    keys = {str(one) for one in range(int(number))}
    assert rows(store).keys() == {*keys, "s", "a", "b", "after"}
    store.compact()
    store.close()
    assert sorted(content(path)) == ["ledger-3.jsonl", "snapshot-3.json"]


def test_a_ledger_that_may_end_in_half_a_line_takes_no_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(path)
    write = os.write

    def half(descriptor: int, line: bytes) -> int:
        if len(line) < 20:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return write(descriptor, line[: len(line) - 19])

    monkeypatch.setattr(os, "write", half)
    monkeypatch.setattr(os, "ftruncate", failing(errno.EIO))
    with pytest.raises(StoreError, match=r"ledger-2\.jsonl cannot be written: Input/output error"):
        store.put("t", "c", b"3")
    monkeypatch.undo()
    refusal = "ends in half a line, which cannot be taken back"
    with pytest.raises(StoreError, match=refusal):
        store.put("t", "c", b"3")
    with pytest.raises(StoreError, match=refusal):
        store.compact()
    assert rows(store) == {"a": b"1", "b": b"2"}
    store.close()
    store = opened(path)
    assert rows(store) == {"a": b"1", "b": b"2"}
    store.close()


def test_a_disk_that_does_not_sync_is_not_trusted_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(path, "disk")
    monkeypatch.setattr(ledger_file, "_sync", failing(errno.EIO))
    with pytest.raises(StoreError, match="cannot be brought to the disk: Input/output error"):
        store.put("t", "c", b"3")
    monkeypatch.undo()
    with pytest.raises(StoreError, match="start wxsim again"):
        store.put("t", "d", b"4")
    store.close()


def test_a_closed_store_says_so(path: Path) -> None:
    store = opened(path)
    before = content(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed; open the store again"):
        store.put("t", "c", b"3")
    with pytest.raises(StoreError, match="is closed; open the store again"):
        store.compact()
    assert content(path) == before


def test_what_a_killed_compaction_left_is_cleared_away_and_what_is_others_stays(
    path: Path,
) -> None:
    (path / "snapshot-3.json.tmp").write_bytes(b"{")
    (path / "ledger-1.jsonl").write_bytes(LINE)
    (path / "notes.txt").write_bytes(b"mine")
    opened(path).close()
    assert sorted(content(path)) == ["ledger-2.jsonl", "notes.txt", "snapshot-2.json"]


def test_half_a_line_before_an_empty_ledger_is_the_end_of_the_last_change(path: Path) -> None:
    # Killed in the middle of a line, when the next ledger had just been made.
    with (path / "ledger-2.jsonl").open("ab") as ledger:
        ledger.write(LINE[:20])
    (path / "ledger-3.jsonl").touch()
    store = opened(path)
    store.put("t", "c", b"3")
    store.close()
    assert content(path)["ledger-3.jsonl"] == LINE
    store = opened(path)
    assert rows(store) == {"a": b"1", "b": b"2", "c": b"3"}
    store.close()


@pytest.mark.parametrize("torn", [b"\0\0\0\n", b'{"op":"put","table":"t",\n', LINE[:-1], b"\0"])
def test_whatever_a_last_line_was_torn_to_it_is_cut_off(path: Path, torn: bytes) -> None:
    before = content(path)
    with (path / "ledger-2.jsonl").open("ab") as ledger:
        ledger.write(torn)
    opened(path).close()
    assert content(path) == before


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("ledger-2.jsonl", LINE + b"\0\n" + LINE, "ledger-2.jsonl is damaged: line 2: "),
        ("ledger-2.jsonl", LINE + b"\0\n" + LINE[:9], "ledger-2.jsonl is damaged: line 2: "),
        ("ledger-2.jsonl", LINE + b"\xff\n" + LINE, "ledger-2.jsonl is damaged: line 2: "),
        # Well-formed, so nothing tore it.
        ("ledger-2.jsonl", LINE + b"[]\n", "line 2: Expected `object`, got `array`"),
        ("ledger-2.jsonl", b'{"op":"sell","table":"t","key":"c"}\n', "Invalid enum value 'sell'"),
        ("ledger-2.jsonl", b'{"op":"put","table":"t","key":"c"}\n', "line 1: it has neither a va"),
        ("ledger-2.jsonl", LINE.replace(b'"value":3', b'"base64":"="'), "line 1: its base64 is n"),
        ("ledger-3.jsonl", None, "ledger-2.jsonl"),
        ("ledger-4.jsonl", LINE, "ledger-3.jsonl is damaged: it is missing, and changes with it"),
        ("snapshot-2.json", b"", "snapshot-2.json is damaged: line 1: Input data was truncated"),
        ("snapshot-2.json", b"[]", "Expected `object`, got `array`"),
        ("snapshot-2.json", HEADER + b',\n"t":{', "line 2: Input data was truncated"),
        ("snapshot-2.json", HEADER + b',\n"t":{}\n,}', "line 3: JSON is malformed"),
        ("snapshot-2.json", HEADER + b',"t":{"1":{"key":1}}}', "table t: Expected `str`"),
        ("snapshot-2.json", HEADER + b',"t":{"7":{"key":"a"}}}', "table t, document 7: it has ne"),
        (
            "snapshot-2.json",
            HEADER + b',"t":{"1":{"key":"a","value":1},"2":{"key":"a","value":2}}}',
            "table t has one key in two documents",
        ),
        ("snapshot-2.json", b"{}", "was not written by wxsim"),
        ("snapshot-2.json", b'{"wxsim":{}}', "was not written by wxsim"),
        ("snapshot-2.json", b'{"wxsim":{"1":{"key":"format","value":"1"}}}', "was not written by"),
    ],
)
def test_whatever_is_damaged_is_named_and_left_as_it_is(
    path: Path, name: str, text: bytes | None, what: str
) -> None:
    if text is None:
        (path / "ledger-2.jsonl").write_bytes(LINE[:9])
        (path / name).write_bytes(LINE)
    else:
        (path / name).write_bytes(text)
    before = content(path)
    with pytest.raises(StoreError) as raised:
        opened(path)
    assert what in str(raised.value)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert content(path) == before
    # The lock is free again.
    for left in before:
        (path / left).unlink()
    opened(path).close()


def test_a_ledger_without_its_snapshot_is_not_taken_for_a_new_directory(tmp_path: Path) -> None:
    (tmp_path / "ledger-1.jsonl").write_bytes(LINE)
    with pytest.raises(StoreError, match=r"snapshot-1\.json is damaged: it is missing"):
        opened(tmp_path)
    assert content(tmp_path) == {"ledger-1.jsonl": LINE}


def test_a_table_that_is_the_formats_own_is_refused(path: Path) -> None:
    before = content(path)
    store = opened(path)
    with pytest.raises(ValueError, match="choose another name"):
        store.put("wxsim", "format", b"2")
    assert store.get("wxsim", "format") is None
    store.close()
    assert content(path) == before


@pytest.fixture
def not_root() -> Iterator[Path]:
    """A directory of a user whom the rights of files bind, for as long as we are that user."""
    if os.geteuid():
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@pytest.mark.parametrize(
    ("name", "mode", "what"),
    [
        ("", 0o500, "lock cannot be written: Permission denied"),
        ("", 0o000, "cannot be read: Permission denied"),
        ("snapshot-1.json", 0o000, "snapshot-1.json cannot be read: Permission denied"),
        ("ledger-1.jsonl", 0o000, "ledger-1.jsonl cannot be read: Permission denied"),
        ("ledger-1.jsonl", 0o400, "ledger-1.jsonl cannot be written: Permission denied"),
    ],
)
def test_what_this_user_may_not_do_is_told(not_root: Path, name: str, mode: int, what: str) -> None:
    path = not_root / "data"
    opened(path).close()
    (path / "lock").unlink()
    before = content(path)
    (path / name).chmod(mode)
    with pytest.raises(StoreError) as raised:
        opened(path)
    (path / name).chmod(0o700)
    assert what in str(raised.value)
    assert "give this user the right to it, or name another directory" in str(raised.value)
    assert content(path) == before


def test_a_directory_that_cannot_be_made_is_told(not_root: Path) -> None:
    not_root.chmod(0o500)
    with pytest.raises(StoreError, match="data cannot be made: Permission denied"):
        opened(not_root / "data")
    not_root.chmod(0o700)
    (not_root / "file").touch()
    with pytest.raises(StoreError, match="data cannot be made: Not a directory"):
        opened(not_root / "file" / "data")
