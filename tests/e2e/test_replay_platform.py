"""``wxsim replay --platform``: in a simulator that is already running."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay import Casting, StepTrace, Unreachable, read_scenario, replay
from wxsim.serving.local_server import LocalServer
from wxsim_cli.commands.replay import command
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()
PLAYABLE = {
    name for name, path in SHIPPED.items() if not read_scenario(path).needs_control_of_wechat
}
APPID = "wx0123456789abcdef"
NEEDS_CONTROL = (
    "it moves WeChat's clock or makes WeChat misbehave, which only the embedded WeChat allows; "
    "play it without --platform"
)
NEEDS_SWITCHES = (
    "it needs an app with switches of its own, and your server is bound to another; "
    "play it without --platform"
)


@pytest.fixture
def simulator() -> Iterator[LocalServer]:
    """A simulator with real time, as `wxsim serve` starts it."""
    with LocalServer(create_app(demo_world("44"))) as server:
        yield server


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


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

        assert done.exit_code == 0
        assert outcomes(done) == {
            name: ("passed", "") if name in PLAYABLE else ("skipped", NEEDS_CONTROL)
            for name in SHIPPED
        }


def test_a_skipped_scenario_is_shown_with_its_reason(simulator: LocalServer) -> None:
    done = run("--all", "--platform", simulator.url)

    title = read_scenario(SHIPPED["code-expired"]).title
    assert f"code-expired  {title}\n– skipped: {NEEDS_CONTROL}  0 steps, " in done.output
    skipped = len(SHIPPED) - len(PLAYABLE)
    assert done.output.endswith(f"\n{len(PLAYABLE)} passed, 0 failed, {skipped} skipped\n")


def test_a_scenario_that_is_named_and_cannot_be_played_ends_with_2(simulator: LocalServer) -> None:
    done = run("wechat-busy", "--platform", simulator.url)

    assert done.exit_code == 2
    assert f"Error: wechat-busy cannot be played: {NEEDS_CONTROL}\n" in done.output


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
        appid=app["appid"], secret=app["secret"], wechat_base_url=simulator.url
    )
    with LocalServer(create_login_server(config)) as server:
        where = ("--platform", simulator.url, "--server", server.url)
        first, second = (run("--all", *where, "--format", "json") for _ in range(2))
        named = run("seed", *where)
        unknown = run("first-login", *where, "--app", "wx00")

    assert first.exit_code == 0
    for name, ended in outcomes(first).items():
        scenario = read_scenario(SHIPPED[name])
        if scenario.needs_control_of_wechat:
            assert ended == ("skipped", NEEDS_CONTROL)
        elif scenario.switches is not None:
            assert ended == ("skipped", NEEDS_SWITCHES)
        else:
            assert ended == ("passed", "")
    assert outcomes(second) == outcomes(first)
    assert {one["appid"] for one in json.loads(first.stdout)["scenarios"] if one["steps"]} == {
        APPID
    }
    assert named.exit_code == 2
    assert f"seed cannot be played: {NEEDS_SWITCHES}" in named.output
    assert unknown.exit_code == 2
    assert "there is no app 'wx00'; there is wx" in unknown.output


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
