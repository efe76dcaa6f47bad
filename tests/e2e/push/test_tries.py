"""Pushes over real sockets: tries, time-outs, and who sends them."""

from __future__ import annotations

import json
import threading
import time

import pytest

from push_server import Pushed, PushServer
from push_worlds import NOW, enter_chat, pointed
from wxsim.push.deliver import Deliverer
from wxsim.push.events import make_event
from wxsim.push.sender import Sender
from wxsim.resetting import reset
from wxsim.server_api import Journal
from wxsim.world import App, InvalidValue, Person, World


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
