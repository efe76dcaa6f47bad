"""The published JSON Schema of scenario files."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from wxsim.replay import BadFile, read_scenario, scenario_schema
from wxsim.replay.scenario import ACTIONS
from wxsim_fixtures import SCENARIO_FOLDER, scenario_files

PUBLISHED = SCENARIO_FOLDER.parent / "scenario.schema.json"
SHIPPED = scenario_files()

ONE_OF_EACH: dict[str, Any] = {
    "wx": "login",
    "server": "me",
    "clock": "5m",
    "fault": {"path": "/sns/jscode2session", "errcode": -1},
    "policy": {"token_overlap": 0, "profile_era": None},
    "session": "expire",
    "person": {"risk_rank": 4},
    "worker": {"path": "/cgi-bin/token"},
    "javascript": {"path": "."},
    "assert": {"path": "/sns/*", "times": 1},
    "consent": {"scope.userInfo": True},
}


def complaints(scenario: Any) -> list[str]:
    return [
        error.message for error in Draft202012Validator(scenario_schema()).iter_errors(scenario)
    ]


def scenario(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"title": "A story", "steps": list(steps), **fields}


def test_the_published_file_is_what_the_code_says() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == json.loads(json.dumps(scenario_schema()))


def test_it_is_a_schema_of_the_draft_that_it_names() -> None:
    Draft202012Validator.check_schema(scenario_schema())
    assert scenario_schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("path", list(SHIPPED.values()), ids=list(SHIPPED))
def test_every_shipped_scenario_is_valid(path: Path) -> None:
    assert complaints(yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", list(SHIPPED.values()), ids=list(SHIPPED))
def test_every_shipped_scenario_names_the_published_schema(path: Path) -> None:
    first, *_ = path.read_text("utf-8").splitlines()
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == PUBLISHED.resolve()


@pytest.mark.parametrize("action", ACTIONS)
def test_a_step_with_one_action_is_valid_for_schema_and_reader(action: str, tmp_path: Path) -> None:
    story = scenario({action: ONE_OF_EACH[action]})

    assert complaints(story) == []
    assert read_scenario(written(story, tmp_path)).steps[0].action == action


@pytest.mark.parametrize(("first", "second"), list(combinations(ACTIONS, 2)))
def test_a_step_with_two_actions_is_refused_by_schema_and_reader(
    first: str, second: str, tmp_path: Path
) -> None:
    story = scenario({first: ONE_OF_EACH[first], second: ONE_OF_EACH[second]})

    assert complaints(story)
    with pytest.raises(BadFile, match=f"this one does {first} and {second}"):
        read_scenario(written(story, tmp_path))


@pytest.mark.parametrize("step", [{}, {"says": "Nothing."}, {"wx": None}])
def test_a_step_without_an_action_is_refused_by_schema_and_reader(
    step: dict[str, Any], tmp_path: Path
) -> None:
    assert complaints(scenario(step))
    with pytest.raises(BadFile, match="this one does nothing"):
        read_scenario(written(scenario(step), tmp_path))


@pytest.mark.parametrize(
    "story",
    [
        {"steps": [{"wx": "login"}]},
        {"title": "No steps"},
        scenario({"wx": "login"}, tilte="x"),
        scenario({"wx": "login", "expects": {}}),
        scenario({"server": "logout"}),
        scenario({"fault": {"path": "/sns/jscode2session"}}),
        scenario({"fault": {"hang": True, "drop": True}}),
        scenario({"fault": {"hang": True, "rate": 0}}),
        scenario({"policy": {"profile_era": "golden"}}),
        scenario({"policy": {"colour": None}}),
        scenario({"session": "end"}),
        scenario({"person": {"risk_rank": 5}}),
        scenario({"person": {"name": "bob"}}),
        scenario({"worker": {}}),
        scenario({"assert": {"times": -1}}),
        scenario({"consent": {"scope.userInfo": "yes"}}),
        scenario({"wx": "login"}, switches={"profile_era": "golden"}),
        scenario({"wx": "login"}, title=5),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(story: Any, tmp_path: Path) -> None:
    assert complaints(story)
    with pytest.raises(BadFile):
        read_scenario(written(story, tmp_path))


def written(story: Any, folder: Path) -> Path:
    path = folder / "story.yaml"
    path.write_text(yaml.safe_dump(story), "utf-8")
    return path
