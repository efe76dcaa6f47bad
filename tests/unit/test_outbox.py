"""What waits to be pushed: in order, once, and not for ever."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from wxsim.demo import demo_world
from wxsim.world import Clock
from wxsim.world.outbox import MOST_WAITING

APPID = "wx0123456789abcdef"
OTHER = "wxfedcba9876543210"


def events(deliveries):
    return [delivery.event["Event"] for delivery in deliveries]


def add(world, name, due, appid=APPID):
    return world.outbox.add(appid, "o", {"Event": name}, due)


def test_nothing_is_taken_before_it_is_due_and_then_the_earliest_first(world, now):
    add(world, "late", now + 20)
    add(world, "soon", now + 10)
    add(world, "now", now)

    assert events(world.outbox.list()) == ["now", "soon", "late"]
    assert events(world.outbox.take_due()) == ["now"]
    world.clock.advance(20)
    assert events(world.outbox.take_due()) == ["soon", "late"]
    assert world.outbox.list() == []


def test_the_time_of_an_app_decides(world, now):
    add(world, "mine", now + 10)
    add(world, "theirs", now + 10, OTHER)

    world.clock.advance(10, OTHER)
    assert events(world.outbox.take_due()) == ["theirs"]
    assert events(world.outbox.list(APPID)) == ["mine"]
    assert world.outbox.list(OTHER) == []


def test_a_clock_that_leaps_a_year_loses_nothing(world, now):
    add(world, "soon", now + 10)

    world.clock.advance(365 * 86_400)
    assert events(world.outbox.take_due()) == ["soon"]


def test_of_many_who_see_a_delivery_one_takes_it(world, now, monkeypatch):
    for number in range(20):
        add(world, str(number), now)
    all_have_seen = threading.Barrier(4)
    list_all = world.outbox.list

    def list_and_wait():
        found = list_all()
        all_have_seen.wait()
        return found

    monkeypatch.setattr(world.outbox, "list", list_and_wait)
    with ThreadPoolExecutor(4) as takers:
        running = [takers.submit(world.outbox.take_due) for _ in range(4)]
        taken = [delivery for one in running for delivery in one.result()]

    assert Counter(events(taken)) == Counter(str(number) for number in range(20))


def test_what_nobody_takes_does_not_pile_up(world, now):
    for number in range(MOST_WAITING + 5):
        add(world, str(number), now)

    waiting = world.outbox.list()
    assert len(waiting) == MOST_WAITING
    assert waiting[0].event == {"Event": "5"}


@pytest.mark.parametrize("reopened", [False, True])
def test_what_waits_is_the_world_s_and_goes_back_with_a_snapshot(world, now, reopened):
    add(world, "kept", now)
    world.snapshots.save("before")
    world.outbox.take_due()
    world.snapshots.restore("before")

    if reopened:
        world = demo_world("1", clock=Clock(lambda: now), store=world.store)
    assert events(world.outbox.list()) == ["kept"]
