"""``wxsim replay --platform``: in a simulator that is already running."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import Result

from replays import run
from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay import Casting, StepTrace, Unreachable, read_scenario, replay
from wxsim.serving.local_server import LocalServer
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()
APPID = "wx0123456789abcdef"


@pytest.fixture
def simulator() -> Iterator[LocalServer]:
    """A simulator with real time, as `wxsim serve` starts it."""
    with LocalServer(create_app(demo_world("44"))) as server:
        yield server


def ask(simulator: LocalServer, path: str) -> Any:
    with requests.Session() as http:
        http.trust_env = False
        return http.get(f"{simulator.url}/_wxsim{path}", timeout=5).json()


def outcomes(done: Result) -> dict[str, tuple[str, str]]:
    return {
        one["name"]: (one["outcome"], one["reason"]) for one in json.loads(done.stdout)["scenarios"]
    }


def test_all_plays_twice_and_the_first_run_does_not_disturb_the_second(
    simulator: LocalServer,
) -> None:
    for _ in range(2):
        done = run("--all", "--platform", simulator.url, "--format", "json")

        assert done.exit_code == 0, done.output
        assert outcomes(done) == dict.fromkeys(SHIPPED, ("passed", ""))


def test_each_run_brings_an_app_and_a_person_of_its_own(simulator: LocalServer) -> None:
    people, apps = (
        len(ask(simulator, "/people")),
        len(ask(simulator, "/apps")),
    )

    run("seed", "seed", "denied", "--platform", simulator.url)

    guests = ask(simulator, "/people")[people:]
    assert [guest["name"] for guest in guests] == ["alice-2", "alice-3"]
    alice = ask(simulator, "/people/alice")
    assert {guest["nickname"] for guest in guests} == {alice["nickname"]}
    own = ask(simulator, "/apps")[apps:]
    assert [app["switches"]["profile_era"] for app in own] == ["classic", "classic"]
    assert ask(simulator, f"/apps/{APPID}")["switches"]["profile_era"] == "current"


def test_the_trace_names_the_seed_of_the_running_simulator(simulator: LocalServer) -> None:
    assert ", seed 44\n" in run("phone", "--platform", simulator.url).output


def test_what_others_said_before_is_not_overheard(simulator: LocalServer) -> None:
    with requests.Session() as http:
        http.trust_env = False
        http.get(f"{simulator.url}/sns/jscode2session?appid=somebody-else", timeout=5)

    done = run("first-login", "--platform", simulator.url)

    assert done.exit_code == 0
    assert "somebody-else" not in done.output


def test_a_server_that_is_bound_to_an_app_is_played_with_that_app(simulator: LocalServer) -> None:
    app = ask(simulator, f"/apps/{APPID}")
    config = LoginServerConfig(
        appid=app["appid"], secret=app["secret"], wechat_base_url=simulator.url, wechat_timeout=1
    )
    with LocalServer(create_login_server(config)) as server:
        where = ("--platform", simulator.url, "--server", server.url)
        first, second = (run("--all", *where, "--format", "json") for _ in range(2))
        unknown = run("first-login", *where, "--app", "wx00")

    assert outcomes(first) == outcomes(second) == dict.fromkeys(SHIPPED, ("passed", ""))
    assert {one["appid"] for one in json.loads(first.stdout)["scenarios"]} == {APPID}
    assert unknown.exit_code == 2
    assert "there is no app 'wx00'; there is wx" in unknown.output


STORY = """\
title: x
switches: {profile_era: classic}
steps:
  - clock: 4d
  - clock: freeze
  - policy: {token_overlap: 0}
  - fault: {hang: true, times: 9}
  - person: {risk_rank: 4}
  - {wx: login, save: {code: code}}
"""


def state(simulator: LocalServer) -> list[Any]:
    """Return what a scenario could disturb; the time as seconds it differs from the world's."""
    clock = ask(simulator, "/clock")
    moved = {
        appid: (one["frozen"], round(one["now"] - clock["now"], -1))
        for appid, one in clock["apps"].items()
    }
    return [
        moved,
        ask(simulator, "/faults"),
        ask(simulator, f"/apps/{APPID}"),
        ask(simulator, "/people/alice"),
    ]


@pytest.mark.parametrize("before", ["untouched", "moved", "frozen"])
def test_an_app_that_a_server_is_bound_to_is_left_as_it_was(
    simulator: LocalServer, tmp_path: Path, before: str
) -> None:
    def tell(method: str, path: str, body: object) -> None:
        with requests.Session() as http:
            http.trust_env = False
            answer = http.request(method, f"{simulator.url}/_wxsim{path}", json=body, timeout=5)
            assert answer.ok

    if before != "untouched":
        tell("POST", "/clock/advance", {"app": APPID, "by": "2h"})
        tell("POST", "/faults", {"app": APPID, "drop": True, "path": "/cgi-bin/*"})
        tell("PATCH", f"/apps/{APPID}/switches", {"legacy_expires_in": True})
    if before == "frozen":
        tell("POST", "/clock/freeze", {"app": APPID})
    story = tmp_path / "story.yaml"
    story.write_text(STORY, "utf-8")
    was = state(simulator)
    with LocalServer(create_login_server(LoginServerConfig(appid=APPID, secret="x"))) as server:
        done = run(story, "--platform", simulator.url, "--server", server.url)

    assert (done.exit_code, done.output.count("✓")) == (0, 7)
    assert state(simulator) == was


def test_a_scenario_of_its_own_app_changes_nothing_for_others(
    simulator: LocalServer, tmp_path: Path
) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(STORY, "utf-8")
    before = state(simulator)

    assert run(story, "--platform", simulator.url).exit_code == 0

    moved, faults, app, alice = state(simulator)
    assert APPID not in moved
    assert {fault["appid"] for fault in faults} == set(moved)
    assert [app, alice] == before[2:]


def test_stories_that_are_played_at_the_same_time_do_not_meet(simulator: LocalServer) -> None:
    names = ["lost-answer", "rate-limited", "code-expired", "first-login", "two-workers-one-token"]

    def play(name: str) -> str:
        trace = replay(name, read_scenario(SHIPPED[name]), Casting(platform_url=simulator.url))
        return f"{name} {trace.outcome} {trace.reason}".strip()

    with ThreadPoolExecutor(len(names)) as executor:
        assert list(executor.map(play, names)) == [f"{name} passed" for name in names]


def test_a_person_whom_the_simulator_does_not_know_ends_with_2(
    simulator: LocalServer, tmp_path: Path
) -> None:
    story = tmp_path / "story.yaml"
    story.write_text("title: x\nperson: zoe\nsteps: [{wx: login}]\n", "utf-8")

    done = run(story, "--platform", simulator.url)

    assert done.exit_code == 2
    assert "there is no person 'zoe'; there is alice, bob" in done.output


@pytest.mark.parametrize("steps_before", [1, 2])
def test_a_simulator_that_dies_midway_is_unreachable(steps_before: int) -> None:
    casting_server = LocalServer(create_app(demo_world()))
    done: list[StepTrace] = []

    def stepped(step: StepTrace) -> None:
        done.append(step)
        if len(done) == steps_before:
            casting_server.stop()

    scenario = read_scenario(SHIPPED["first-login"])
    with pytest.raises(Unreachable, match="no simulator answers at http://127"):
        replay("x", scenario, Casting(platform_url=casting_server.url), stepped=stepped)

    assert len(done) == steps_before


@pytest.mark.parametrize("option", [("--port", "8799"), ("--seed", "7")])
def test_what_is_for_the_embedded_wechat_is_refused_with_another(
    simulator: LocalServer, option: tuple[str, str]
) -> None:
    done = run("first-login", "--platform", simulator.url, *option)
    assert done.exit_code == 2
    assert "--port and --seed are for the embedded WeChat" in done.output
