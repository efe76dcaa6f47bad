"""What is kept does not grow with the number of requests."""

from __future__ import annotations

from collections import Counter

from wxsim.demo import demo_world
from wxsim.server_api import Journal, ServerApi
from wxsim.store import MemoryStore
from wxsim.world import Clock


def rows(store: MemoryStore) -> Counter[str]:
    tables = ("login_codes", "phone_codes", "access_tokens", "session_keys", "users")
    return Counter({table: len(list(store.scan(table))) for table in tables})


def test_a_thousand_logins_a_minute_leave_as_many_rows_after_an_hour_as_after_ten_minutes() -> None:
    clock = Clock(lambda: 0.0)
    clock.freeze(1_795_000_000)
    store = MemoryStore(clock.now)
    world = demo_world(clock=clock, store=store)
    app, alice = world.apps.get(None), world.people.get("alice")
    kept = []
    for _ in range(6):
        for _ in range(1_000):
            clock.advance(0.6)
            world.phones.issue(world.users.by_openid(app, world.codes.issue(app, alice).openid))
        kept.append(rows(store))
    assert kept[0]["login_codes"] == 1_000
    # A code is remembered for ten minutes, give or take the one that ends just now.
    assert kept[-1] - kept[0] in (Counter(), Counter(login_codes=1, phone_codes=1))


def test_a_key_renewed_at_every_login_leaves_a_hundred_generations() -> None:
    world = demo_world()
    app = world.apps.get(None)
    switches = type(app.switches)(session_key_min_age=0)
    app = world.apps.change_switches(app.appid, switches)
    for _ in range(300):
        world.codes.issue(app, world.people.get("alice"))
    assert len(list(world.store.scan("session_keys"))) == 101


def test_ended_access_tokens_are_forgotten_after_a_day() -> None:
    clock = Clock(lambda: 0.0)
    clock.freeze(1_795_000_000)
    world = demo_world(clock=clock)
    app = world.apps.get(None)
    for _ in range(500):
        clock.advance(600)
        world.tokens.fetch(app, "rid")
    # A day and two hours hold 156 fetches; the next one forgets.
    assert len(list(world.store.scan("access_tokens"))) <= 158


def test_the_journal_and_the_ledger_are_rings() -> None:
    api = ServerApi(demo_world(), Journal(size=10))
    for _ in range(10_050):
        api.world.ledger.write("test", "nothing")
    for _ in range(25):
        api.answer(method="GET", path="/x", query_string=b"", body=b"", client_ip="")
    assert [one.number for one in api.journal.exchanges()] == list(range(16, 26))
    assert len(api.world.ledger.entries()) == 10_000


def test_the_journal_keeps_the_beginning_of_a_long_body() -> None:
    api = ServerApi(demo_world(), Journal())
    api.answer(
        method="POST", path="/x", query_string=b"q" * 9_000, body=b"b" * 1_000_000, client_ip=""
    )
    (exchange,) = api.journal.exchanges()
    assert exchange.body == "b" * 4_096 + "…"
    assert exchange.query == "q" * 4_096 + "…"
