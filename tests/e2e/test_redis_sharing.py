"""One world that several simulators have in common, and several worlds in one Redis."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.opening import Settings, open_world
from wxsim.store import MemoryStore
from wxsim.store.redis import LISTED, RedisStore
from wxsim.world import Clock, InvalidValue, Refused, World

# A simulator in a process of its own. It says that it is there, waits for a
# line of JSON, does with it what the action says, and prints what came of it.
SIMULATOR = """if True:
    import json, sys
    from wxsim.opening import Settings, open_world
    from wxsim.world import Refused

    url, action = sys.argv[1:]

    def exchange(world, code):
        app = world.apps.get("wx0123456789abcdef")
        try:
            world.codes.exchange(app, app.secret, code, "rid")
        except Refused as refused:
            return refused.errcode
        return 0

    def opened(world, _):
        return {
            "rids": [world.identifiers.rid(0) for _ in range(100)],
            "apps": [app.appid for app in world.apps.list()],
            "people": [person.name for person in world.people.list()],
        }

    def exchanged(world, codes):
        return [exchange(world, code) for code in codes]

    def logged_in(world, times):
        app, alice = world.apps.get(None), world.people.get("alice")
        return [world.codes.issue(app, alice).code for _ in range(times)]

    world = None
    if action != "opened":
        world = open_world(Settings(store_url=url))
    print("ready", flush=True)
    given = json.loads(sys.stdin.readline())
    if world is None:
        world = open_world(Settings(store_url=url))
    print(json.dumps(globals()[action](world, given)))
    world.store.close()
"""


def at_once(url: str, action: str, given: Iterable[object]) -> list[Any]:
    """Let as many simulators as there are things given act at the same moment."""
    with ExitStack() as ending:
        processes = []
        for _ in given:
            process = subprocess.Popen(
                [sys.executable, "-c", SIMULATOR, url, action],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            ending.enter_context(process)
            ending.callback(process.kill)
            processes.append(process)
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process, thing in zip(processes, given, strict=True):
            assert process.stdin is not None
            process.stdin.write(json.dumps(thing) + "\n")
            process.stdin.flush()
        return [json.loads(process.communicate(timeout=60)[0]) for process in processes]


@pytest.fixture
def open_shared(redis_url: str) -> Iterator[Callable[..., World]]:
    """Open the same world again and again."""
    with ExitStack() as stores:

        def opened(clock: Clock | None = None, seed: str | None = None) -> World:
            world = open_world(Settings(store_url=redis_url, seed=seed), clock)
            stores.callback(world.store.close)
            return world

        yield opened


def login(world: World) -> str:
    return world.codes.issue(world.apps.get(None), world.people.get("alice")).code


def exchange(world: World, code: str) -> None:
    app = world.apps.get(None)
    world.codes.exchange(app, app.secret, code, "rid")


# One world, several simulators


def test_what_one_simulator_issues_another_one_redeems(open_shared: Callable[..., World]) -> None:
    one, other = open_shared(), open_shared()
    code = login(one)
    exchange(other, code)
    with pytest.raises(Refused, match="40163"):
        exchange(one, code)


def test_processes_that_want_the_same_codes_redeem_each_one_once(
    open_shared: Callable[..., World], redis_url: str
) -> None:
    world = open_shared()
    codes = [login(world) for _ in range(500)]
    heard = at_once(redis_url, "exchanged", [codes, codes])
    assert len(heard) == 2
    for answers in zip(*heard, strict=True):
        assert sorted(answers) == [0, 40163]


def test_processes_in_which_one_person_logs_in_get_codes_of_their_own(redis_url: str) -> None:
    codes = [code for issued in at_once(redis_url, "logged_in", [200, 200]) for code in issued]
    assert len(set(codes)) == 400


def test_processes_that_open_a_new_world_at_once_agree_on_it(redis_url: str) -> None:
    opened = at_once(redis_url, "opened", [None] * 4)
    demo = demo_world()
    assert [each["apps"] for each in opened] == [[app.appid for app in demo.apps.list()]] * 4
    assert [each["people"] for each in opened] == [[who.name for who in demo.people.list()]] * 4
    rids = [rid for each in opened for rid in each["rids"]]
    assert len(set(rids)) == len(rids), "two simulators give the same rids"


def test_a_world_keeps_the_seed_it_was_made_with(open_shared: Callable[..., World]) -> None:
    assert open_shared(seed="spring").identifiers.seed == "spring"
    assert open_shared().identifiers.seed == "spring"
    with pytest.raises(InvalidValue, match="made with seed 'spring', not 'autumn'"):
        open_shared(seed="autumn")


# Several worlds, one Redis


def test_another_prefix_is_another_world(redis_server: Any) -> None:
    def opened(prefix: str) -> World:
        world = open_world(Settings(store_url=redis_server.url(prefix=prefix), seed=prefix))
        stores.callback(world.store.close)
        return world

    with ExitStack() as stores:
        # One prefix begins with the other, and another looks like a pattern of it.
        team, teams, dotted = opened("team"), opened("team-2"), opened("te.m")
        code = login(team)
        for stranger in (teams, dotted):
            with pytest.raises(Refused, match="40029"):
                exchange(stranger, code)
            assert list(stranger.store.scan("login_codes")) == []
        exchange(team, code)
        assert [key for key, _ in team.store.scan("login_codes")] == [code]


def test_every_key_stands_below_the_prefix(start_redis: Callable[..., Any]) -> None:
    server = start_redis()
    world = open_world(Settings(store_url=server.url(prefix="team-a")))
    with closing(world.store):
        exchange(world, login(world))
        keys = server.ask("KEYS", "*")
    assert {"team-a:apps", "team-a:people", "team-a:origin:world", "team-a::layout"} <= set(keys)
    assert all(key.startswith("team-a:") for key in keys)


# What Redis forgets, and when


def test_codes_and_tokens_expire_in_redis_and_nothing_else_does(
    open_shared: Callable[..., World], redis_server: Any, redis_url: str
) -> None:
    world = open_shared()
    app, alice = world.apps.get(None), world.people.get("alice")
    spent, fresh = login(world), login(world)
    exchange(world, spent)
    phone_code = world.phones.issue(world.users.of(app, alice)).code
    token = world.tokens.fetch(app, "rid").value
    prefix = redis_url.partition("prefix=")[2]
    lifetimes = {
        key.removeprefix(f"{prefix}:"): redis_server.ask("TTL", key)
        for key in redis_server.ask("KEYS", f"{prefix}:*")
    }
    in_minutes = {key: round(seconds / 60) for key, seconds in lifetimes.items() if seconds != -1}
    assert in_minutes == {
        # Spending a code does not prolong its life.
        f"login_codes:{spent}": 10,
        f"login_codes:{fresh}": 10,
        f"phone_codes:{phone_code}": 10,
        f"access_tokens:{token}": 26 * 60,
    }


def test_a_row_leaves_when_its_time_is_over_and_its_key_is_free_again(redis_url: str) -> None:
    with closing(RedisStore(redis_url)) as store:
        assert store.add("table", "key", b"one", ttl=0.05)
        store.put("table", "key", b"two")
        assert store.compare_and_set("table", "key", b"two", b"three")
        deadline = time.monotonic() + 5
        while store.get("table", "key") is not None:
            assert time.monotonic() < deadline
        assert list(store.scan("table")) == []
        assert store.add("table", "key", b"four", ttl=0)


def test_a_simulator_whose_clock_is_ahead_takes_nothing_from_the_others(
    open_shared: Callable[..., World],
) -> None:
    ahead, other = open_shared(), open_shared()
    ahead.clock.advance(3600)
    code = login(other)
    with pytest.raises(Refused, match="expired"):
        exchange(ahead, code)
    exchange(other, code)


# What is quick to list


class ListedTables(MemoryStore):
    """A store that remembers which of its tables were listed."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: set[str] = set()

    def scan(self, table: str, prefix: str = "") -> Iterable[tuple[str, bytes]]:
        self.tables.add(table)
        return super().scan(table, prefix)


def test_the_tables_that_the_doors_list_are_those_that_redis_lists_quickly() -> None:
    store = ListedTables()
    world = demo_world(store=store)
    client = create_app(world).test_client()
    for path in ("apps", "people", "apps/wx", "people/nobody", "journal", "ledger", ""):
        client.get(f"/_wxsim/{path}")
    for api in ("login", "checkSession", "getUserInfo", "getPhoneNumber", "getSetting", "none"):
        client.post(f"/_wxsim/device/{api}", json={})
    client.put("/_wxsim/consent", json={"scope": "scope.werun", "granted": True})
    exchange(world, login(world))
    client.post("/_wxsim/push/due")
    assert store.tables == LISTED
