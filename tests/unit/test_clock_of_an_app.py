"""Each app's own time, and what is told when a clock moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim.world import Clock, StoreError

HOUR = 3600.0


@pytest.fixture
def clock(now):
    return Clock(lambda: now)


def test_an_app_whose_time_was_moved_has_a_time_of_its_own(clock, now):
    clock.advance(HOUR, "wx1")

    assert (clock.now("wx1"), clock.now("wx2"), clock.now()) == (now + HOUR, now, now)


def test_an_app_without_a_time_of_its_own_follows_the_world(clock, now):
    clock.advance(HOUR)

    assert clock.now("wx1") == now + HOUR


def test_a_moved_app_does_not_follow_the_world_any_more(clock, now):
    clock.freeze(appid="wx1")
    clock.advance(HOUR)

    assert clock.now("wx1") == now


def test_an_app_whose_time_is_reset_follows_the_world_again(clock, now):
    clock.set(now - 9 * HOUR, "wx1")
    clock.reset("wx1")
    clock.advance(HOUR)

    assert clock.now("wx1") == now + HOUR


def test_the_earliest_and_the_latest_time_are_those_of_all_apps(clock, now):
    clock.advance(HOUR, "wx1")
    clock.freeze(now - HOUR, "wx2")

    assert (clock.earliest(), clock.latest()) == (now - HOUR, now + HOUR)


def test_setting_a_frozen_clock_leaves_it_frozen_and_a_running_one_running():
    machine = [100.0]
    clock = Clock(lambda: machine[0])
    clock.set(1_000.0)
    machine[0] += 1
    assert clock.now() == 1_001.0
    clock.freeze()
    clock.set(5_000.0)
    machine[0] += 1
    assert clock.now() == 5_000.0


def test_what_one_clock_tells_another_can_take_over(clock, now):
    clock.advance(HOUR)
    clock.freeze(now + 7, "wx1")
    other = Clock(lambda: now + 1)
    other.load(clock.states())

    assert (other.now(), other.now("wx1")) == (now + 1 + HOUR, now + 7)


def test_moving_the_clock_tells_what_expired_on_the_way_in_order(world, backend):
    backend.login()
    backend.token()
    backend.wx("getPhoneNumber")
    fresh = backend.code("bob")

    due = world.timekeeping.advance(4 * 24 * HOUR)

    stories = [one.story for one in due]
    assert [one.at for one in due] == sorted(one.at for one in due)
    assert f"the js_code …{fresh[-6:]} of bob expired, unused" in stories
    assert any("js_code" in story and "alice expired, used" in story for story in stories)
    assert any("phone code" in story for story in stories)
    assert f"access_token 1 of /cgi-bin/token of {backend.app.appid} expired" in stories
    assert f"session_key 1 of alice in {backend.app.appid} expired" in stories
    entries = [entry for entry in world.ledger.entries() if entry.event == "expired"]
    assert [(entry.at, entry.story) for entry in entries] == [(one.at, one.story) for one in due]


def test_what_is_past_is_not_told_again(world, backend):
    backend.code()
    assert len(world.timekeeping.advance(HOUR)) == 1

    assert world.timekeeping.advance(HOUR) == []


def test_the_clock_of_one_app_lets_nothing_of_another_expire(world, backend, backend_with):
    other = backend_with()
    code, others = backend.code(), other.code()

    due = world.timekeeping.advance(HOUR, backend.app.appid)

    assert [one.appid for one in due] == [backend.app.appid]
    assert backend.exchange(code)["errcode"] == 40029
    assert "openid" in other.exchange(others)


def test_rids_dates_and_watermarks_follow_the_time_of_their_app(world, client, backend, now):
    world.timekeeping.freeze(now + 10 * 24 * HOUR, backend.app.appid)
    response = backend.request("/sns/jscode2session").change(js_code="x").send()

    assert f"rid: {int(now + 10 * 24 * HOUR):08x}-" in response.text
    assert response.headers["Date"] == "Tue, 02 Dec 2025 21:00:00 GMT"
    assert client.get("/_wxsim/ledger").json[-1]["at"] == now + 10 * 24 * HOUR


def test_a_moved_clock_survives_a_restart(tmp_path, now):
    settings = Settings(data=tmp_path / "data")
    world = open_world(settings, Clock(lambda: now))
    world.timekeeping.advance(HOUR)
    world.timekeeping.freeze(now + 5, "wx0123456789abcdef")
    world.store.close()

    again = open_world(settings, Clock(lambda: now + 1))
    times = (again.clock.now(), again.clock.now("wx0123456789abcdef"))
    again.store.close()

    assert times == (now + 1 + HOUR, now + 5)


def test_simulators_that_share_a_store_share_the_time(redis_url, now):
    first, second = (
        open_world(Settings(store_url=redis_url), Clock(lambda: now)) for _ in range(2)
    )
    first.timekeeping.advance(HOUR)
    second.timekeeping.refresh()
    times = [(first.clock.now(), second.clock.now())]
    first.store.restore(first.seed_data)
    for world in (first, second):
        world.timekeeping.refresh()
    times.append((first.clock.now(), second.clock.now()))
    first.store.close()
    second.store.close()

    assert times == [(now + HOUR, now + HOUR), (now, now)]


def test_two_who_move_the_clocks_of_two_apps_at_once_both_get_what_they_asked_for(redis_url, now):
    worlds = [open_world(Settings(store_url=redis_url), Clock(lambda: now)) for _ in range(2)]

    def move(number):
        for _ in range(50):
            worlds[number].timekeeping.advance(1.0, f"wx{number}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(move, range(2)))
    for world in worlds:
        world.timekeeping.refresh()
    times = [[world.clock.now(f"wx{number}") - now for number in range(2)] for world in worlds]
    for world in worlds:
        world.store.close()

    assert times == [[50.0, 50.0]] * 2


def test_a_store_that_fails_leaves_the_clock_where_it_is(world, monkeypatch, now):
    def broken(*_, **__):
        raise StoreError("it is gone")

    for name in ("add", "compare_and_set"):
        monkeypatch.setattr(world.store, name, broken)

    with pytest.raises(StoreError):
        world.timekeeping.advance(HOUR)
    assert world.clock.now() == now


def test_a_reset_that_goes_forward_tells_what_expired_too(world, backend, now):
    world.timekeeping.set(now - 24 * HOUR, backend.app.appid)
    backend.code()

    assert ["js_code" in one.story for one in world.timekeeping.reset(backend.app.appid)] == [True]


def test_a_push_that_falls_due_is_told_as_one(world, backend, now):
    world.outbox.add(backend.app.appid, "o", {"Event": "later"}, now + 60)

    (due,) = world.timekeeping.advance(HOUR)

    assert (due.at, due.event) == (now + 60, "fell due")


@pytest.mark.parametrize("was_moved", [False, True])
def test_a_store_that_others_share_is_asked_once_a_request_for_the_time(
    world, monkeypatch, was_moved
):
    if was_moved:
        world.timekeeping.advance(HOUR)
        world.timekeeping.refresh(force=True)
    get, asked = world.store.get, []

    def counted(table, key):
        asked.append(table)
        return get(table, key)

    monkeypatch.setattr(world.store, "shared", True)
    monkeypatch.setattr(world.store, "get", counted)
    world.timekeeping.refresh()

    assert asked == ["clock"]
