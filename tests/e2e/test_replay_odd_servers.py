"""``wxsim replay --server URL``: against servers that answer in odd ways, or late."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, redirect

from replays import free_port, run
from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.serving.local_server import LocalServer


@pytest.fixture
def port() -> int:
    return free_port()


@contextmanager
def login_server(answer: Callable[[], Any]) -> Iterator[LocalServer]:
    """Serve the one path that every scenario asks first."""
    app = Flask("odd")
    app.post("/Login")(answer)
    with LocalServer(app) as server:
        yield server


def test_a_server_that_redirects_is_followed_and_every_hop_is_shown(port: int) -> None:
    config = LoginServerConfig(
        appid="wx0123456789abcdef",
        secret="0123456789abcdef0123456789abcdef",
        wechat_base_url=f"http://127.0.0.1:{port}",
    )

    def answer() -> Any:
        return redirect(f"{target.url}/Login", 307)

    with LocalServer(create_login_server(config)) as target, login_server(answer) as front:
        done = run("code-reused", "--server", front.url, "--port", str(port), "--format", "json")

    (trace,) = json.loads(done.stdout)["scenarios"]
    texts = [one["text"] for one in trace["steps"][1]["spoken"]]
    assert trace["outcome"] == "passed"
    for text, begins in zip(
        texts,
        [
            f"POST {front.url}/Login code=",
            "307 ",
            f"POST {target.url}/Login code=",
            "GET /sns/jscode2session?",
            '{"session_key":',
            '200 {"Code":0,',
        ],
        strict=True,
    ):
        assert text.startswith(begins)


@pytest.mark.parametrize("target", ["/Login", "ftp://nowhere", "http://127.0.0.1:9/x"])
def test_a_server_that_redirects_to_nowhere_ends_with_3(target: str, port: int) -> None:
    with login_server(lambda: redirect(target, 307)) as front:
        done = run("code-reused", "--server", front.url, "--port", str(port))

    assert done.exit_code == 3
    assert f"Error: the login server at {front.url} does not answer: request:fail" in done.output


@pytest.mark.parametrize(
    "body", ['{"a":' * 5_000, "[" * 100_000, "<html>\r\n<h1>Oops</h1>\r\n", '{"n":1e999}', "\ud83d"]
)
def test_a_server_that_answers_nonsense_fails_and_breaks_nothing(body: str, port: int) -> None:
    content = body.encode("utf-8", "surrogatepass")

    with login_server(lambda: Response(content, 200)) as front:
        done = run("first-login", "--server", front.url, "--port", str(port), "--format", "mermaid")

    assert done.exit_code == 1
    assert "✗ session: expected something to keep as session, got nothing" in done.output


def test_a_server_that_says_half_a_character_fails_and_breaks_nothing(
    port: int, tmp_path: Path
) -> None:
    story, out = tmp_path / "half.yaml", tmp_path / "half.json"
    story.write_text(
        "title: x\nsteps: [{server: login, expect: {body.Code: 0, body.Msg: whole}}]\n", "utf-8"
    )

    with login_server(lambda: Response(r'{"Code":0,"Msg":"\ud83d"}', 200)) as front:
        where = ("--server", front.url, "--port", str(port))
        done = run(story, *where, "--format", "json", "--out", out)

    assert done.exit_code == 1
    (trace,) = json.loads(out.read_text("utf-8"))["scenarios"]
    assert trace["steps"][0]["mismatches"] == [
        {"place": "body.Msg", "expected": '"whole"', "got": r'"\ud83d"'}
    ]


def test_the_times_show_how_long_a_server_took_to_answer(port: int) -> None:
    def answer() -> Response:
        time.sleep(0.2)
        return Response("{}", 500)

    with login_server(answer) as front:
        done = run("code-reused", "--server", front.url, "--port", str(port), "--format", "json")

    (trace,) = json.loads(done.stdout)["scenarios"]
    request, response = trace["steps"][1]["spoken"]
    assert response["at"] - request["at"] >= 200
    assert trace["steps"][1]["milliseconds"] >= 200
