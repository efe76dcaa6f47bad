"""A scenario whose client half is real JavaScript."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import structs

from wxsim.javascript import INSTALL, EngineMissing, require_engine
from wxsim.replay import Casting, ScenarioTrace, read_scenario, replay
from wxsim.replay.subject import ARTICLE
from wxsim_cli.commands.replay import command
from wxsim_fixtures import MINIPROGRAM_FOLDER, scenario_files

SEED = scenario_files()["seed-javascript"]


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> None:
    if "without_engine" not in request.fixturenames:
        try:
            require_engine()
        except EngineMissing as missing:
            pytest.skip(str(missing))


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("quickjs", "py_mini_racer"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("quickjs_engine", "v8_engine"):
        monkeypatch.delitem(sys.modules, f"wxsim.javascript.{name}", raising=False)


def played(folder: Path, *steps: object) -> ScenarioTrace:
    file = folder / "own.yaml"
    file.write_text(json.dumps({"title": "x", "steps": steps}), "utf-8")
    return replay("own", read_scenario(file), Casting())


def test_the_client_the_server_and_wechat_are_heard() -> None:
    trace = replay("seed", read_scenario(SEED), Casting())

    assert trace.outcome == "passed"
    said = [f"{one.speaker}>{one.to}" for one in trace.steps[0].spoken]
    assert {"wx>WeChat", "wx>server", "server>WeChat", "WeChat>server"} <= set(said)


def test_the_session_is_masked_from_its_first_appearance_on() -> None:
    trace = replay("seed", read_scenario(SEED), Casting(), show_secrets=True)
    (line,) = [
        one.text
        for one in trace.steps[0].spoken
        if one.text.startswith("wx.setStorage(") and "third_Session" in one.text
    ]
    session = json.loads(line[len("wx.setStorage(") : -1])["data"]
    masked = replay("seed", read_scenario(SEED), Casting())

    assert len(session) > 20
    texts = [one.text + one.body for step in masked.steps for one in step.spoken]
    assert not [text for text in texts if "third_Session" in text and '"data":"' in text
                and "…" not in text]  # fmt: skip


def test_a_problem_that_is_not_expected_fails_the_step(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("null.x")
    trace = played(tmp_path, {"javascript": {"path": "main.js"}})

    assert trace.outcome == "failed"
    assert "main.js:1" in trace.steps[0].mismatches[0].got


def test_the_storage_stays_from_step_to_step(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text(
        "const n = wx.getStorageSync('n') || 0; wx.setStorageSync('n', n + 1);"
    )
    step = {"javascript": {"path": "main.js"}}
    trace = played(tmp_path, step, {**step, "expect": {"storage.n": 2}})

    assert (trace.outcome, trace.reason) == ("passed", "")


def test_an_api_fails_on_purpose_in_a_step(tmp_path: Path) -> None:
    program = {
        "path": str(MINIPROGRAM_FOLDER),
        "taps": ["onLogin"],
        "fail": {"login": "login:fail x"},
    }
    trace = played(tmp_path, {"javascript": program, "expect": {"data.message": "login:fail x"}})

    assert (trace.outcome, trace.reason) == ("passed", "")


def test_without_an_engine_it_is_skipped_with_the_reason(without_engine: None) -> None:
    trace = replay("seed", read_scenario(SEED), Casting())
    assert (trace.outcome, trace.reason) == ("skipped", INSTALL)

    result = CliRunner().invoke(command, ["first-login"])
    assert result.exit_code == 0


def test_a_server_with_other_paths_is_not_asked_for_the_articles() -> None:
    own = ARTICLE.calls.items()
    calls = {name: structs.replace(call, path=f"/v2{call.path}") for name, call in own}
    server = structs.replace(ARTICLE, base_url="http://127.0.0.1:9", calls=calls)
    trace = replay("seed", read_scenario(SEED), Casting(server=server))

    assert trace.outcome == "skipped"
    assert "the paths of the article's server" in trace.reason


def test_a_program_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("title: x\nsteps:\n- javascript: {path: nowhere}\n", "utf-8")
    result = CliRunner().invoke(command, [str(file)])

    assert result.exit_code == 2
    assert "does not exist" in result.stderr
