"""What ``wxsim replay`` shows holds no secret, unless secrets are asked for."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result
from flask import Flask, Response

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.serving.local_server import LocalServer
from wxsim_cli.commands.replay import command

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"

FORMS = ["text", "json", "mermaid"]
# The value, in JSON inside JSON inside JSON as well.
THIRD_SESSION = re.compile(r'third_Session(?:\\*"\s*:\s*\\*"|=)([^\s"\\&]*)')


@pytest.fixture
def simulator() -> Iterator[LocalServer]:
    with LocalServer(create_app(demo_world())) as server:
        yield server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def secrets_of(simulator: LocalServer) -> set[str]:
    """Return every AppSecret, and every key and token that WeChat has given away."""
    with requests.Session() as http:
        http.trust_env = False

        def ask(path: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = http.get(
                f"{simulator.url}/_wxsim{path}", timeout=5
            ).json()
            return found

        # A WeChat that hangs has answered nothing.
        answers = [json.loads(exchange["answer"] or "{}") for exchange in ask("/journal")]
        given = {answer.get(name) for answer in answers for name in ("session_key", "access_token")}
        return {app["secret"] for app in ask("/apps")} | given - {None}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("verbose", [[], ["-v"]], ids=["short", "verbose"])
def test_no_secret_is_shown(simulator: LocalServer, form: str, verbose: list[str]) -> None:
    done = run("--all", "--platform", simulator.url, "--format", form, *verbose)
    known = secrets_of(simulator)

    # Three apps of the demo, one of each scenario's own, and what they were given.
    assert len(known) > 10
    for secret in known:
        # JSON may write a slash in two ways; the middle has to be gone in either.
        assert secret not in done.output
        assert secret.replace("/", r"\/") not in done.output
        assert secret[6:16] not in done.output
    sessions = THIRD_SESSION.findall(done.output)
    assert len(sessions) > 10
    assert {len(session) for session in sessions} <= {1, 5}
    assert {session[-1] for session in sessions} == {"…"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_shown_on_request(simulator: LocalServer, form: str) -> None:
    done = run("phone", "--platform", simulator.url, "--format", form, "--show-secrets")
    text = done.output.replace("\\", "")

    shown = {secret for secret in secrets_of(simulator) if secret in text}
    # The app's secret, the session_key and the access_token.
    assert len(shown) == 3
    assert min(map(len, THIRD_SESSION.findall(done.output))) > 20


def test_a_secret_in_the_wrong_place_is_not_shown_in_the_reason_for_the_refusal() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    swapped = LoginServerConfig(
        appid=SECRET, secret=APPID, wechat_base_url=f"http://127.0.0.1:{port}"
    )
    with LocalServer(create_login_server(swapped)) as server:
        done = run("seed", "--server", server.url, "--port", str(port))

    assert "because no app '0123…' is registered here" in done.output
    assert SECRET not in done.output


def test_a_cookie_is_not_shown_where_a_wx_request_gives_it(tmp_path: Path) -> None:
    jar = Flask("jar")
    cookie = "c00kie-of-the-third-session"

    @jar.get("/")
    def answer() -> Response:
        response = Response("{}")
        response.set_cookie("sid", cookie)
        return response

    with LocalServer(jar) as server:
        story = tmp_path / "cookie.yaml"
        story.write_text(f"title: x\nsteps: [{{wx: request, with: {{url: '{server.url}'}}}}]\n")
        masked, shown = (run(str(story), "-v", *more) for more in ((), ("--show-secrets",)))

    assert (masked.exit_code, shown.exit_code) == (0, 0)
    assert cookie not in masked.output
    assert f'"cookies":["sid={cookie}; Path=/"]' in shown.output


def test_the_secrets_are_recognisable_by_their_first_letters() -> None:
    done = run("first-login")

    assert "&secret=0123…&js_code=" in done.output
    assert re.search(r'"session_key":"[\w+/\\]{4}…","openid":"o', done.output)
