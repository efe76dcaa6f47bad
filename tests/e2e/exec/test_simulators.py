"""`wxsim exec`: the simulator it starts or finds."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest
import requests

from exec_runs import FETCH, WXSIM, Run
from needs import program
from wxsim.redirect.authority import open_authority
from wxsim.serving.local_server import LocalServer


def test_nothing_is_left_when_it_is_over(execute: Run, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = execute("sh", "-c", "echo $WXSIM_URL $HTTPS_PROXY", TMPDIR=str(scratch))

    assert list(scratch.iterdir()) == []
    for url in done.stdout.split():
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=2)


def test_a_running_simulator_is_used_where_there_is_one(
    execute: Run, platform: LocalServer
) -> None:
    done = execute(sys.executable, "-c", FETCH, options=(), WXSIM_URL=platform.url)

    token = json.loads(done.stdout)["access_token"]
    journal = requests.get(f"{platform.url}/_wxsim/journal", timeout=5).json()
    assert token in journal[-1]["answer"]


def test_a_simulator_that_is_not_there_is_3(execute: Run) -> None:
    done = execute("true", options=("--url", "http://127.0.0.1:1"))

    assert done.returncode == 3
    assert "127.0.0.1:1" in done.stderr


def test_options_for_a_new_simulator_do_not_go_with_one_that_runs(execute: Run) -> None:
    done = execute("true", options=("--url", "http://127.0.0.1:1", "--seed", "2"))

    assert done.returncode == 2
    assert "leave out the one or the other" in done.stderr


def test_a_port_that_is_taken_is_said_to_be(execute: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = execute("true", options=("--port", port))
    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr


def test_own_apps_come_from_a_file(execute: Run, tmp_path: Path) -> None:
    apps = tmp_path / "apps.yaml"
    apps.write_text(
        "apps:\n  - {appid: wx1111111111111111, secret: '%s', name: Mine}\n" % ("a" * 32)
    )
    mine = FETCH.replace("wx0123456789abcdef", "wx1111111111111111").replace(
        "0123456789abcdef0123456789abcdef", "a" * 32
    )
    done = execute(sys.executable, "-c", mine, options=("--port", "0", "--apps", str(apps)))

    assert "access_token" in done.stdout, done.stderr


def test_a_bad_apps_file_is_an_error_and_nothing_runs(execute: Run, tmp_path: Path) -> None:
    (tmp_path / "apps.yaml").write_text("apps: 7")
    done = execute(
        *("sh", "-c", "echo ran"), options=("--port", "0", "--apps", str(tmp_path / "apps.yaml"))
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert "apps.yaml" in done.stderr


def test_a_program_that_calls_nobody_is_told_about(execute: Run) -> None:
    assert "made no call to WeChat" in execute("true").stderr
    assert execute("true", options=("--port", "0", "--quiet")).stderr == ""


def test_offline_refuses_every_other_host_and_says_which(execute: Run) -> None:
    curl = program("curl")
    done = execute(curl, "-sS", "https://shop.example/", options=("--port", "0", "--offline"))

    assert done.returncode != 0
    assert "shop.example was not reached: --offline" in done.stderr


def test_a_broken_authority_is_a_clear_error(execute: Run, environ: dict[str, str]) -> None:
    folder = Path(environ["WXSIM_CA_DIR"])
    open_authority(folder)
    (folder / "authority.pem").write_text("")
    done = execute("true")

    assert done.returncode == 2
    assert "wxsim ca renew" in done.stderr


def test_one_exec_within_another_uses_the_outer_simulator(execute: Run) -> None:
    inner = [*WXSIM, "exec", "--quiet", "--", sys.executable, "-c", FETCH]
    done = execute(*inner)

    assert done.returncode == 0, done.stderr
    assert "access_token" in done.stdout
