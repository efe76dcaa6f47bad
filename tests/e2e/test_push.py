"""Pushes over real sockets: tries, time-outs, replies, and what makes them happen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from push_server import Pushed, PushServer
from wxsim.app import create_app
from wxsim.opening import open_world
from wxsim.push.crypto import encrypt
from wxsim.push.deliver import Deliverer
from wxsim.push.events import PUSHABLE, make_event
from wxsim.push.sender import Sender
from wxsim.push.signature import sign
from wxsim.push.verify import verify
from wxsim.push.xmltext import to_xml
from wxsim.resetting import reset
from wxsim.server_api import Journal
from wxsim.serving.local_server import LocalServer
from wxsim.settings import Settings
from wxsim.testing import Simulator
from wxsim.world import App, Clock, InvalidValue, Person, World
from wxsim.world.push_settings import PushSettings
from wxsim_cli.group import cli

NOW = 1_763_845_200.0


@pytest.fixture(params=["memory", "durable", "redis"])
def any_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each kind of store, its clock standing still."""
    settings = Settings()
    if request.param == "durable":
        settings = Settings(data=tmp_path / "data")
    if request.param == "redis":
        settings = Settings(store_url=request.getfixturevalue("redis_url"))
    world = open_world(settings, Clock(lambda: NOW))
    yield world
    world.store.close()


@pytest.fixture
def server() -> Iterator[PushServer]:
    with PushServer() as server:
        yield server


@pytest.fixture
def the_app(world: World) -> App:
    return world.apps.get(None)


@pytest.fixture
def alice(world: World) -> Person:
    return world.people.get("alice")


def pointed(world: World, server: PushServer) -> App:
    app = world.apps.get(None)
    world.push_settings.change(app, url=server.url)
    return app


def enter_chat(world: World) -> None:
    app, alice = world.apps.get(None), world.people.get("alice")
    world.conversations.enter(app, world.users.of(app, alice), "from here")


def test_what_happens_is_pushed_once_however_many_take_it(
    any_world: World, server: PushServer
) -> None:
    pointed(any_world, server)
    for _ in range(5):
        enter_chat(any_world)
    threads = [threading.Thread(target=Deliverer(any_world).send_due) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(server.arrived) == 5
    assert [push.state for push in any_world.pushes.list()] == ["delivered"] * 5
    assert any_world.outbox.list() == []
    assert any_world.pushes.waiting() == []


def test_three_tries_are_made_five_seconds_apart_by_the_clock(
    any_world: World, server: PushServer
) -> None:
    app = pointed(any_world, server)
    server.answer = lambda _: (500, "broken")
    enter_chat(any_world)
    deliverer = Deliverer(any_world)

    for tries in (1, 2, 3):
        deliverer.send_due()
        assert len(server.arrived) == tries
        any_world.timekeeping.advance(4.9)
        deliverer.send_due()
        assert len(server.arrived) == tries, "too early"
        any_world.timekeeping.advance(0.1)
    any_world.timekeeping.advance(3600)
    deliverer.send_due()

    (push,) = any_world.pushes.list(app.appid)
    assert push.state == "given up"
    assert [attempt.at - NOW for attempt in push.attempts] == pytest.approx([0, 5, 10])
    assert [attempt.problem for attempt in push.attempts] == ["HTTP 500 counts as no answer"] * 3
    assert len({pushed.body for pushed in server.arrived}) == 1
    assert len({pushed.query["nonce"] for pushed in server.arrived}) == 3


def test_what_is_due_later_waits_for_the_clock_and_goes_in_the_order_of_time(
    any_world: World, server: PushServer
) -> None:
    app = pointed(any_world, server)
    for after in (1800, 60, 7200):
        event = {"Event": f"after {after}", "FromUserName": "", "CreateTime": 0}
        any_world.outbox.add(app.appid, "", event, NOW + after)
    deliverer = Deliverer(any_world)
    assert deliverer.send_due() == []

    any_world.timekeeping.advance(1800)

    assert [push.name for push in deliverer.send_due()] == ["after 60", "after 1800"]
    assert [one.event["Event"] for one in any_world.outbox.list()] == ["after 7200"]


def test_a_reset_in_the_middle_of_a_try_leaves_nothing_behind(
    world: World, server: PushServer
) -> None:
    pointed(world, server)

    def reset_first(_: Pushed) -> tuple[int, str]:
        reset(world, Journal())
        return 500, ""

    server.answer = reset_first
    enter_chat(world)
    Deliverer(world).send_due()

    assert len(server.arrived) == 1
    assert world.pushes.list() == []
    assert world.pushes.waiting() == []


def test_an_answer_ends_the_tries(world: World, server: PushServer) -> None:
    pointed(world, server)
    answers = iter([(503, ""), (200, "")])
    server.answer = lambda _: next(answers)
    enter_chat(world)
    for _ in range(4):
        Deliverer(world).send_due()
        world.timekeeping.advance(5)

    (push,) = world.pushes.list()
    assert [one.outcome for one in push.attempts] == ["error", "accepted"]
    assert push.state == "delivered"


@pytest.mark.parametrize("drip", [False, True], ids=["silent", "dripping"])
def test_a_server_that_takes_too_long_is_left_alone_and_tried_again(
    world: World, server: PushServer, drip: bool
) -> None:
    pointed(world, server)
    enough = threading.Event()

    def slow(_: Pushed) -> tuple[int, str]:
        enough.wait(0 if drip else 3)
        return 200, "success" * 10

    server.answer, server.pause = slow, 0.1 if drip else 0
    enter_chat(world)
    began = time.monotonic()
    (push,) = Deliverer(world, seconds=0.3).send_due()
    took = time.monotonic() - began
    enough.set()
    server.pause = 0

    assert 0.25 < took < 2
    assert (push.state, push.attempts[0].outcome) == ("waiting", "timeout")
    assert push.attempts[0].problem == "no answer within 0.3 seconds"
    world.timekeeping.advance(5)
    (again,) = Deliverer(world).send_due()
    assert again.state == "delivered"


def test_a_server_that_is_not_there_is_said_so(world: World, the_app: App) -> None:
    world.push_settings.change(the_app, url="http://127.0.0.1:9/")
    enter_chat(world)
    (push,) = Deliverer(world).send_due()
    assert push.attempts[0].outcome == "unreachable"
    assert "refused" in push.attempts[0].problem


def test_a_process_that_ends_in_the_middle_of_a_try_leaves_it_to_others(
    any_world: World, server: PushServer
) -> None:
    pointed(any_world, server)
    enter_chat(any_world)
    assert list(Deliverer(any_world).claim_due()), "claimed, and never attempted"

    assert Deliverer(any_world).send_due() == []
    any_world.timekeeping.advance(10)
    (push,) = Deliverer(any_world).send_due()
    assert (push.state, len(push.attempts)) == ("delivered", 1)


def test_without_an_address_a_push_is_kept_and_can_be_sent_later(
    world: World, server: PushServer
) -> None:
    enter_chat(world)
    (push,) = Deliverer(world).send_due()
    assert (push.state, push.attempts) == ("nowhere to send", ())
    with pytest.raises(InvalidValue, match="wxsim app push"):
        Deliverer(world).resend(push.number)

    pointed(world, server)
    again = Deliverer(world).resend(push.number)

    assert (again.state, again.resend_of) == ("delivered", push.number)
    assert again.number != push.number


def test_a_push_that_is_sent_again_has_the_same_ids(
    world: World, server: PushServer, the_app: App, alice: Person
) -> None:
    pointed(world, server)
    deliverer = Deliverer(world)
    for name in ("text", "debug_demo"):
        openid, event = make_event(world, the_app, alice, name, {})
        first = deliverer.send(the_app, openid, event)
        world.timekeeping.advance(60)
        second = deliverer.resend(first.number)
        third = deliverer.resend(second.number)

        assert first.dedupe == second.dedupe == third.dedupe
        assert first.event == third.event
        assert third.resend_of == first.number
    ids = [json.loads(pushed.body).get("MsgId") for pushed in server.arrived[:3]]
    assert len(set(ids)) == 1
    # Two messages within a second differ by it alone.
    openid, another = make_event(world, the_app, alice, "text", {})
    assert {deliverer.send(the_app, openid, another).dedupe} != set(map(str, ids))
    assert world.pushes.get(1).dedupe == str(ids[0])


@pytest.mark.parametrize("name", PUSHABLE)
def test_everything_that_can_be_pushed_arrives_in_both_formats(
    world: World, server: PushServer, the_app: App, alice: Person, name: str
) -> None:
    pointed(world, server)
    for form, content_type in (("json", "application/json"), ("xml", "text/xml")):
        world.push_settings.change(the_app, format=form)
        openid, event = make_event(world, the_app, alice, name, {})
        assert Deliverer(world).send(the_app, openid, event).state == "delivered"
        assert server.arrived[-1].content_type == content_type
        assert server.arrived[-1].query["own"] == "1"
    told = json.loads(server.arrived[0].body)
    assert told["ToUserName"] == the_app.original_id
    assert told.get("Event", told["MsgType"]) == name
    assert f"<ToUserName><![CDATA[{the_app.original_id}]]>" in server.arrived[1].body


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_the_query_says_which_mode_it_is(world: World, server: PushServer, mode: str) -> None:
    app = pointed(world, server)
    world.push_settings.change(app, mode=mode)  # type: ignore[arg-type]  # one of the three
    enter_chat(world)
    Deliverer(world).send_due()

    (pushed,) = server.arrived
    body, signed = json.loads(pushed.body), {"signature", "timestamp", "nonce", "own"}
    sealed = {"openid", "encrypt_type", "msg_signature"}
    assert set(pushed.query) == (signed if mode == "plain" else signed | sealed)
    assert ("Encrypt" in body, "Event" in body) == (mode != "plain", mode != "safe")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_encrypted_reply_is_shown_decrypted(world: World, server: PushServer, form: str) -> None:
    app = pointed(world, server)
    settings: PushSettings = world.push_settings.change(app, mode="safe", format=form)  # type: ignore[arg-type]  # one of the two
    sealed = encrypt("你好", settings.encoding_aes_key, app.appid, "0" * 16)
    signed = sign(settings.token, "5", "7", sealed)
    fields = {"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": 5, "Nonce": "7"}
    reply = json.dumps(fields) if form == "json" else to_xml(fields)
    server.answer = lambda _: (200, reply)
    enter_chat(world)

    (push,) = Deliverer(world).send_due()

    assert (push.state, push.attempts[0].reply) == ("delivered", "你好")
    assert push.attempts[0].problem == ""


def test_consent_that_is_withdrawn_on_the_phone_is_told(
    world: World, server: PushServer, the_app: App, alice: Person
) -> None:
    pointed(world, server)
    client = create_app(world).test_client()

    def switch(granted: bool) -> None:
        options = {"person": "alice", "authSetting": {"scope.werun": granted}}
        assert client.post("/_wxsim/device/openSetting", json=options).status_code == 200

    for granted in (False, True, True, False, False):
        switch(granted)
    Deliverer(world).send_due()

    (pushed,) = server.arrived
    told = json.loads(pushed.body)
    assert (told["Event"], told["RevokeInfo"]) == ("user_authorization_revoke", "12")
    assert told["OpenID"] == world.users.of(the_app, alice).openid
    assert told["AppID"] == the_app.appid


def test_a_new_nickname_is_told_to_those_who_know_the_person(
    world: World, server: PushServer
) -> None:
    pointed(world, server)
    client = create_app(world).test_client()
    client.post("/_wxsim/device/login", json={"person": "alice"})
    client.patch("/_wxsim/people/alice", json={"nickname": "Alicia"})
    client.patch("/_wxsim/people/alice", json={"nickname": "Alicia", "risk_rank": 1})
    client.patch("/_wxsim/people/bob", json={"nickname": "Rob"})
    Deliverer(world).send_due()

    assert [json.loads(pushed.body)["Event"] for pushed in server.arrived] == ["user_info_modified"]


def test_a_message_and_the_contact_button_are_told(world: World, server: PushServer) -> None:
    pointed(world, server)
    client = create_app(world).test_client()
    client.post("/_wxsim/device/contact", json={"person": "alice", "sessionFrom": "shop"})
    client.post("/_wxsim/device/sendCustomerMessage", json={"person": "alice", "content": "在吗"})
    Deliverer(world).send_due()

    entered, text = (json.loads(pushed.body) for pushed in server.arrived)
    assert (entered["Event"], entered["SessionFrom"]) == ("user_enter_tempsession", "shop")
    assert (text["MsgType"], text["Content"]) == ("text", "在吗")


def test_a_server_that_returns_echostr_is_verified(world: World, server: PushServer) -> None:
    app = pointed(world, server)
    server.answer = lambda pushed: (200, pushed.query["echostr"])
    verified = verify(world, app)
    assert (verified.ok, verified.problem) == (True, "")
    assert server.arrived[0].method == "GET"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, ""), "the answer is empty"),
        ((200, "success"), "success is the answer to a push"),
        ((200, "12"), "the answer is not echostr"),
        ((403, "no"), "it answered HTTP 403"),
    ],
)
def test_a_server_that_returns_anything_else_is_told_what_is_wrong(
    world: World, server: PushServer, answer: tuple[int, str], problem: str
) -> None:
    app = pointed(world, server)
    server.answer = lambda _: answer
    assert problem in verify(world, app).problem
    server.answer = lambda pushed: (200, f'"{pushed.query["echostr"]}"')
    assert "without quotes" in verify(world, app).problem


def test_a_reset_forgets_pushes_and_settings(world: World, server: PushServer) -> None:
    app = pointed(world, server)
    enter_chat(world)
    Deliverer(world).send_due()
    reset(world, Journal())
    assert world.pushes.list() == []
    assert world.push_settings.of(app).url == ""


def test_the_sender_sends_by_itself_and_stops_when_told(
    any_world: World, server: PushServer
) -> None:
    pointed(any_world, server)
    server.answer = lambda _: (500, "") if len(server.arrived) < 3 else (200, "success")
    sender = Sender(any_world)
    sender.start()
    try:
        enter_chat(any_world)
        server.wait_for(1)
        for tries in (2, 3):
            while len(any_world.pushes.list()[0].attempts) < tries - 1:
                time.sleep(0.01)
            any_world.timekeeping.advance(5)
            server.wait_for(tries)
        while any_world.pushes.waiting():
            time.sleep(0.01)
    finally:
        sender.stop()
    enter_chat(any_world)
    time.sleep(0.5)

    assert len(server.arrived) == 3
    assert any_world.pushes.list()[0].state == "delivered"


Wxsim = Callable[..., Result]


@pytest.fixture
def wxsim(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wxsim]:
    with LocalServer(create_app(world)) as simulator:
        monkeypatch.setenv("WXSIM_URL", simulator.url)
        yield lambda *words: CliRunner().invoke(cli, list(words), prog_name="wxsim")


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
