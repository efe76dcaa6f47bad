"""``wxsim replay --server URL``: against a login server that somebody else has started."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from replays import free_port, run
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay import (
    Casting,
    StepTrace,
    Unreachable,
    article_server,
    read_scenario,
    replay,
)
from wxsim.serving.local_server import LocalServer
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()
APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def reference(port: int) -> Iterator[LocalServer]:
    """The reference login server, started by somebody else."""
    config = LoginServerConfig(
        appid=APPID, secret=SECRET, wechat_base_url=f"http://127.0.0.1:{port}"
    )
    with LocalServer(create_login_server(config)) as server:
        yield server


def test_every_scenario_passes_with_a_server_that_has_the_articles_interface(
    reference: LocalServer, port: int
) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "wxsim_cli", "replay", "--all"),
            *("--server", reference.url, "--port", str(port)),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )

    assert f"{len(SHIPPED)} passed, 0 failed, 0 skipped" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")
    assert f"POST {reference.url}/Login" in done.stdout


def test_what_a_server_remembers_of_the_first_run_does_not_disturb_the_second(
    reference: LocalServer, port: int
) -> None:
    names = list(SHIPPED)

    for order in (names, names[::-1]):
        done = run(*order, "--server", reference.url, "--port", str(port))
        assert f"{len(names)} passed, 0 failed, 0 skipped" in done.output


def test_people_come_back_with_the_seed_that_is_asked_for(
    reference: LocalServer, port: int
) -> None:
    where = ("--server", reference.url, "--port", str(port))
    seeds = [
        re.findall(r" in wx\w+, seed (\S+)", run("first-login", "seed", *where, *options).output)
        for options in ((), ("--seed", "9"))
    ]

    assert len(set(seeds[0])) == 2
    assert seeds[1] == ["9", "9"]


def test_scenarios_are_played_with_the_app_that_the_server_is_configured_for(
    port: int, tmp_path: Path
) -> None:
    config = LoginServerConfig(
        appid="wxfedcba9876543210",
        secret="fedcba9876543210fedcba9876543210",
        wechat_base_url=f"http://127.0.0.1:{port}",
    )
    with LocalServer(create_login_server(config)) as server:
        where = ("--server", server.url, "--port", str(port))
        right = run("seed", *where, "--app", config.appid)
        wrong = run("seed", *where)

    assert right.exit_code == 0
    assert f"alice in {config.appid}, seed" in right.output
    assert wrong.exit_code == 1
    assert "because the js_code was issued to alice in wx0123456789abcdef, not in" in wrong.output


def test_a_server_that_dies_midway_is_unreachable(reference: LocalServer, port: int) -> None:
    done: list[StepTrace] = []

    def stepped(step: StepTrace) -> None:
        done.append(step)
        if step.does == "server login":
            reference.stop()

    casting = Casting(server=article_server(reference.url), port=port)
    with pytest.raises(Unreachable, match=f"the login server at {reference.url} does not answer: "):
        replay("x", read_scenario(SHIPPED["seed"]), casting, stepped=stepped)

    assert done[-1].does == "wx getStorage"


def test_a_hostname_that_is_none_ends_with_3() -> None:
    done = run("--server", "http://.example.com", "--port", "0")

    assert done.exit_code == 3
    assert "no login server answers at http://.example.com" in done.output
