"""Who may use the simulator's own doors."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient

from served import serving
from wxsim.access import no_access

TOKEN = "only-for-us-七"
DOORS = ["/_wxsim/apps", "/_wxsim/openapi.json", "/_wxsim/nowhere"]


def status(url: str, path: str = "/_wxsim/apps", **headers: str) -> int:
    return requests.get(url + path, headers=headers, timeout=10).status_code


def test_a_foreign_host_or_origin_is_refused_and_the_server_api_is_not_touched() -> None:
    with serving() as simulator:
        url = simulator.url
        assert status(url) == 200
        assert status(url, Host="localhost:8700") == 200
        assert status(url, Host="wechat.example") == 403
        assert status(url, Host="127.0.0.1.evil.example") == 403
        assert status(url, Origin="http://evil.example") == 403
        assert status(url, Origin="null") == 403
        assert status(url, Origin=url) == 200
        assert status(url, "/sns/jscode2session", Host="evil", Origin="http://evil") == 200
        for path in DOORS:
            refused = requests.post(url + path, headers={"Origin": "http://evil"}, timeout=10)
            assert refused.status_code == 403
            assert set(refused.json()) == {"error", "hint"}
        device = requests.post(
            f"{url}/_wxsim/device/login", headers={"Host": "rebound.example"}, timeout=10
        )
        assert device.status_code == 403


def test_with_a_token_everybody_must_bear_it_and_then_may_come_from_anywhere() -> None:
    # HTTP headers are no place for other letters than ASCII's.
    with serving("--control-token", "sesame") as simulator:
        url = simulator.url
        assert status(url) == 401
        assert status(url, Authorization="Bearer wrong") == 401
        assert status(url, Authorization="sesame") == 401
        assert status(url, Authorization="Bearer sesame") == 200
        assert status(url, Authorization="Bearer sesame", Host="team.example") == 200
        assert status(url, "/sns/jscode2session") == 200


def test_the_command_line_takes_the_token_from_the_environment() -> None:
    with serving(WXSIM_CONTROL_TOKEN="sesame") as simulator:
        url = simulator.url
        command = [sys.executable, "-m", "wxsim_cli", "code", "--url", url]
        env = {**os.environ, "WXSIM_CONTROL_TOKEN": "sesame"}
        good = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        env["WXSIM_CONTROL_TOKEN"] = ""
        bad = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert (good.returncode, len(good.stdout.strip())) == (0, 32)
    assert (bad.returncode, "WXSIM_CONTROL_TOKEN" in bad.stderr) == (2, True)


def test_a_replay_takes_the_token_from_the_environment_for_all_its_parts() -> None:
    with serving(WXSIM_CONTROL_TOKEN="sesame") as simulator:
        url = simulator.url
        command = [sys.executable, "-m", "wxsim_cli", "replay", "code-expired", "--platform", url]
        env = {**os.environ, "WXSIM_CONTROL_TOKEN": "sesame"}
        good = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert good.returncode == 0, good.stdout + good.stderr


@pytest.mark.parametrize("token", [TOKEN, " sesame", "sesame\n"])
def test_a_token_that_no_header_can_carry_is_refused_at_the_start(token: str) -> None:
    command = [sys.executable, "-m", "wxsim_cli", "serve", "--port", "0", "--control-token", token]

    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)

    assert ended.returncode == 2
    assert "--control-token" in ended.stderr


def test_an_address_from_which_nobody_could_control_it_is_refused_at_the_start() -> None:
    command = [sys.executable, "-m", "wxsim_cli", "serve", "--host", "192.0.2.7", "--allow-remote"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)

    assert ended.returncode == 2
    assert "listen on 0.0.0.0, which is both, or set --control-token" in ended.stderr


def test_a_test_client_comes_from_this_machine(client: FlaskClient) -> None:
    assert client.get("/_wxsim/apps").status_code == 200
    refused = client.get("/_wxsim/apps", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert refused.status_code == 403
    assert "192.0.2.7 is another machine" in refused.json["error"]


FROM_HERE: dict[str, Any] = {
    "token": None,
    "authorization": "",
    "host": "127.0.0.1:8700",
    "origin": "",
    "client_ip": "127.0.0.1",
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"host": "[::1]:8700", "client_ip": "::1"}, None),
        ({"client_ip": ""}, None),
        ({"client_ip": "::ffff:127.0.0.1"}, None),
        ({"client_ip": "::ffff:10.0.0.1"}, 403),
        ({"token": ""}, None),
        ({"token": "", "authorization": "Bearer ", "client_ip": "10.0.0.1"}, 403),
        ({"host": ""}, 403),
        ({"host": "[::1"}, 403),
        ({"host": "localhost.evil"}, 403),
        ({"host": "user@127.0.0.1", "origin": "http://127.0.0.1"}, 403),
        ({"origin": "https://127.0.0.1:8700"}, 403),
        ({"client_ip": "10.0.0.1"}, 403),
        ({"token": TOKEN}, 401),
        ({"token": TOKEN, "authorization": f"Bearer {TOKEN}", "client_ip": "10.0.0.1"}, None),
        ({"token": TOKEN, "authorization": f"Basic {TOKEN}"}, 401),
    ],
)
def test_access_is_a_matter_of_token_host_origin_and_address(
    changes: dict[str, Any], expected: int | None
) -> None:
    refused = no_access(**{**FROM_HERE, **changes})

    assert (None if refused is None else refused.status) == expected
