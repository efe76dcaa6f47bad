"""``wxsim data`` and ``wxsim serve --data``, as their users call them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result
from tinydb import TinyDB

from served import serving
from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim_cli.group import cli

APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef0123456789abcdef"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)), prog_name="wxsim")


def login(url: str) -> str:
    answer = requests.post(f"{url}/_wxsim/device/login", json={}, timeout=10)
    return str(answer.json()["code"])


def exchange(url: str, code: str) -> dict[str, Any]:
    query = {"appid": APPID, "secret": SECRET, "js_code": code, "grant_type": "authorization_code"}
    answer = requests.get(f"{url}/sns/jscode2session", params=query, timeout=10)
    return dict(answer.json())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    with serving("--data", path) as simulator:
        exchange(simulator.url, login(simulator.url))
        requests.get(
            f"{simulator.url}/cgi-bin/token",
            params={"appid": APPID, "secret": SECRET, "grant_type": "client_credential"},
            timeout=10,
        )
    return path


def test_a_simulator_goes_on_after_kill_9_as_if_nothing_had_happened(tmp_path: Path) -> None:
    with serving("--data", tmp_path / "data") as simulator:
        spent, fresh = login(simulator.url), login(simulator.url)
        first = exchange(simulator.url, spent)
        os.kill(simulator.facts["pid"], signal.SIGKILL)
    with serving("--data", tmp_path / "data") as simulator:
        assert exchange(simulator.url, spent)["errcode"] == 40163
        assert exchange(simulator.url, fresh) == first


def test_show_tells_what_there_is_and_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with serving("--data", path, "--seed", "9"):
        facts = json.loads(run("data", "show", path, "--format", "json").stdout)
        assert facts["held_by_process"] > 0
        assert (facts["seed"], facts["rows"]["apps"], facts["torn_line"]) == ("9", 3, None)
    text = run("data", "show", path).stdout
    assert re.search("held by process +none", text)
    assert re.search("rows of people +5", text)


def test_show_answers_questions_about_a_table_without_its_secrets(data: Path) -> None:
    shown = run("data", "show", data, "people", "--where", "name=alice")
    assert json.loads(shown.stdout)["value"]["nickname"] == "爱丽丝"
    for table in ("apps", "users", "session_keys", "access_tokens", "token_grants"):
        masked = run("data", "show", data, table).stdout
        plain = run("data", "show", data, table, "--show-secrets").stdout
        assert "…" in masked
        assert "…" not in plain
        assert len(masked.splitlines()) == len(plain.splitlines()) > 0
    assert SECRET not in run("data", "show", data, "apps").stdout
    assert run("data", "show", data, "people", "--where", "name=nobody").stdout == ""


def test_an_export_opens_with_tinydb_and_imports_into_a_new_directory(
    data: Path, tmp_path: Path
) -> None:
    file, copy = tmp_path / "backup.json", tmp_path / "copy"
    assert run("data", "export", data, file).exit_code == 0
    assert json.loads(run("data", "export", data, "-").stdout) == json.loads(file.read_bytes())
    with TinyDB(file, access_mode="r") as database:
        assert len(database.table("apps")) == 3
    assert file.stat().st_mode & 0o777 == 0o600

    imported = run("data", "import", file, copy)
    assert imported.exit_code == 0
    assert f"wxsim serve --data {copy}" in imported.stdout
    for table in ("users", "login_codes", "access_tokens"):
        rows = [
            sorted(run("data", "show", where, table, "--show-secrets").stdout.splitlines())
            for where in (data, copy)
        ]
        assert rows[0] == rows[1] != []


def test_compact_leaves_a_snapshot_and_an_empty_ledger(data: Path) -> None:
    before = json.loads(run("data", "show", data, "--format", "json").stdout)
    assert before["ledger_lines"] > 0
    assert run("data", "compact", data).exit_code == 0
    after = json.loads(run("data", "show", data, "--format", "json").stdout)
    assert after["ledger_lines"] == 0
    assert after["rows"] == before["rows"]


def test_what_is_in_use_is_not_compacted_or_served_twice(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with serving("--data", path):
        refused = run("data", "compact", path)
        second = subprocess.run(
            [sys.executable, "-m", "wxsim_cli", "serve", "--port", "0", "--data", str(path)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    for code, error in ((refused.exit_code, refused.stderr), (second.returncode, second.stderr)):
        assert code == 2
        assert "in use by another simulator, process" in error
        assert "Traceback" not in error


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["show", "{}/none"], "there is no directory"),
        (["show", "{}"], "is no data directory of wxsim"),
        (["export", "{}", "{}/x.json"], "is no data directory of wxsim"),
        (["compact", "{}"], "is no data directory of wxsim"),
        (["import", "{}/none.json", "{}/new"], "there is no file"),
        (["import", "{}/other.json", "{}/new"], "was not written by wxsim"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    tmp_path: Path, words: list[str], what: str
) -> None:
    (tmp_path / "other.json").write_text('{"people": {}}', "utf-8")
    result = run("data", *(word.format(tmp_path) for word in words))
    assert result.exit_code == 2
    assert what in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["other.json"]


def test_an_import_never_overwrites(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.json"
    run("data", "export", data, file)
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    result = run("data", "import", file, data)
    assert result.exit_code == 2
    assert "has data already" in result.stderr
    after = {path.name: path.read_bytes() for path in data.iterdir()}
    assert {**after, "lock": b""} == {**before, "lock": b""}


def test_data_and_store_are_not_given_together(tmp_path: Path) -> None:
    result = run("serve", "--data", tmp_path / "x", "--store", "redis://127.0.0.1/0")
    assert result.exit_code == 2
    assert "give one of them" in result.stderr


def test_several_workers_need_a_store_that_they_share() -> None:
    result = run("serve", "--workers", "2")
    assert result.exit_code == 2
    assert "--store redis://" in result.stderr


def test_what_a_world_in_the_past_still_honours_is_kept_by_compact_export_and_import(
    tmp_path: Path,
) -> None:
    world = open_world(Settings(data=tmp_path / "data"))
    world.timekeeping.freeze(1_000_000_000.0)
    app = world.apps.get(None)
    code = world.codes.issue(app, world.people.get(None)).code
    world.store.close()

    for words in (
        ("compact", tmp_path / "data"),
        ("export", tmp_path / "data", tmp_path / "file.json"),
        ("import", tmp_path / "file.json", tmp_path / "again"),
    ):
        assert run("data", *words).exit_code == 0
    kept = []
    for name in ("data", "again"):
        world = open_world(Settings(data=tmp_path / name))
        kept.append(world.codes.find(code) is not None)
        world.store.close()

    assert kept == [True, True]
