"""Pushes from the command line, from tests and from `wxsim serve`."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest
import requests

from push_server import PushServer
from push_worlds import Wxsim, enter_chat, pointed
from wxsim.app import create_app
from wxsim.push.deliver import Deliverer
from wxsim.serving.local_server import LocalServer
from wxsim.testing import Simulator
from wxsim.world import App, World


def test_the_command_line_sets_up_sends_lists_and_sends_again(
    wxsim: Wxsim, server: PushServer, the_app: App
) -> None:
    server.answer = lambda _: (200, "hello back")
    shown = wxsim("app", "push", the_app.appid, "--push-url", server.url)
    assert server.url in shown.stdout
    assert "…" in shown.stdout

    sent = wxsim("push", "text", "--person", "alice", "--field", "Content=你好")
    assert sent.exit_code == 0, sent.output
    assert f"--> POST {server.url}" in sent.stdout
    assert '"Content":"你好"' in sent.stdout
    assert "<-- 200" in sent.stdout
    assert "hello back" in sent.stdout

    assert "text (again 1)" in wxsim("push", "resend", "1").stdout
    listed = wxsim("push", "list").stdout
    assert [line for line in listed.splitlines() if line[:1].isdigit()] == [
        "1  text  2025-11-22T21:00:00Z  try 1",
        "2  text (again 1)  2025-11-22T21:00:00Z  try 1",
    ]
    assert "user_authorization_revoke" in wxsim("push", "events").stdout
    assert json.loads(wxsim("push", "events", "--format", "json").stdout)[0]["name"] == "debug_demo"


def test_the_command_line_verifies(wxsim: Wxsim, server: PushServer) -> None:
    assert "without" not in wxsim("push", "verify", "--to", server.url).stdout
    refused = wxsim("push", "verify", "--to", server.url)
    assert (refused.exit_code, "success is the answer to a push" in refused.stdout) == (1, True)
    server.answer = lambda pushed: (200, pushed.query["echostr"])
    assert wxsim("push", "verify", "--to", server.url).exit_code == 0


def test_a_push_that_is_not_taken_ends_with_1(wxsim: Wxsim, server: PushServer) -> None:
    server.answer = lambda _: (502, "bad gateway")
    result = wxsim("push", "debug_demo", "--to", server.url)
    assert result.exit_code == 1
    assert "<-- 502" in result.stdout
    assert "HTTP 502 counts as no answer" in result.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("push", "birthday"), "there is debug_demo"),
        (("push", "text"), "wxsim app push"),
        (("push", "text", "--to", "localhost:3000"), "give one like http://"),
        (("push", "text", "--field", "Content"), "write NAME=VALUE"),
        (("push", "resend", "9"), "no push has been added yet"),
        (("app", "push", "wx0123456789abcdef", "--token", "a b"), "3 to 32 letters"),
        (("app", "push", "wx0123456789abcdef", "--aes-key", "A"), "copy all 43"),
    ],
)
def test_wrong_input_is_told_what_would_be_right(
    wxsim: Wxsim, words: tuple[str, ...], hint: str
) -> None:
    result = wxsim(*words)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert hint in result.stderr


def test_a_test_says_that_a_push_arrived(server: PushServer) -> None:
    with Simulator() as wxsim:
        app, alice = wxsim.default_app, wxsim.person("alice")
        with pytest.raises(AssertionError, match="nothing was pushed"):
            wxsim.pushed("text")
        app.push_to(server.url, mode="safe")
        server.answer = lambda _: (500, "")
        alice.wx("sendCustomerMessage", content="hello")
        with pytest.raises(AssertionError, match=r"push 1, text, is waiting \(HTTP 500"):
            wxsim.pushed("text")
        server.answer = lambda _: (200, "")
        wxsim.clock.advance(seconds=5)

        (push,) = wxsim.pushed("text", times=1)

        assert [attempt.outcome for attempt in push.attempts] == ["error", "accepted"]
        assert wxsim.push("debug_demo", alice, debug_str="x").event["debug_str"] == "x"
        assert len(wxsim.pushed()) == 2
        wxsim.pushed("image", times=0)


@pytest.mark.parametrize("workers", [1, 2])
def test_wxsim_serve_pushes_what_happens_once_and_stops_cleanly(
    request: pytest.FixtureRequest, server: PushServer, workers: int
) -> None:
    options = ["--workers", str(workers)]
    if workers > 1:
        options += ["--store", request.getfixturevalue("redis_url")]
    command = [sys.executable, "-m", "wxsim_cli", "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            facts = json.loads(process.stdout.readline())
            own = f"{facts['url']}/_wxsim"
            with requests.Session() as session:
                session.trust_env = False
                settings = {"url": server.url}
                session.patch(f"{own}/apps/{facts['appid']}/push", json=settings, timeout=10)
                for number in range(10):
                    message = {"person": "alice", "content": str(number)}
                    session.post(f"{own}/device/sendCustomerMessage", json=message, timeout=10)
                server.wait_for(10)
                time.sleep(1)
            process.send_signal(signal.SIGTERM)
            _, error = process.communicate(timeout=15)
        finally:
            process.kill()
    assert (process.returncode, error) == (0, "stopped\n")
    texts = [json.loads(pushed.body)["Content"] for pushed in server.arrived]
    assert sorted(texts) == [str(number) for number in range(10)]


def test_the_log_can_be_followed(world: World, server: PushServer) -> None:
    pointed(world, server)
    with LocalServer(create_app(world)) as simulator:
        command = [sys.executable, "-m", "wxsim_cli", "push", "list", "--follow"]
        with subprocess.Popen(
            [*command, "--url", simulator.url], stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                enter_chat(world)
                server.answer = lambda _: (500, "no")
                Deliverer(world).send_due()
                assert process.stdout is not None
                shown = [process.stdout.readline() for _ in range(4)]
                server.answer = lambda _: (200, "yes")
                world.timekeeping.advance(5)
                Deliverer(world).send_due()
                shown += [process.stdout.readline() for _ in range(3)]
            finally:
                process.kill()
    assert [line.split("  ")[-1].strip() for line in shown if "ry" in line[-7:]] == [
        "try 1",
        "try 2",
    ]
    assert [line.split()[1] for line in shown if "<--" in line] == ["500", "200"]
