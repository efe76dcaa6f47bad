"""Everything that may happen once, wanted by 64 threads at the same moment."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlencode

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer
from wxsim.store import MemoryStore
from wxsim.world import App, Clock, Person, Switches, World

THREADS = 64
# How many things in a row are raced for between two starting signals.
BATCH = 10

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
GRANT = {"appid": APPID, "secret": SECRET, "grant_type": "client_credential"}

SESSION = "/sns/jscode2session"
CHECK = "/wxa/checksession"
RESET = "/wxa/resetusersessionkey"
TOKEN = "/cgi-bin/token"
STABLE_TOKEN = "/cgi-bin/stable_token"
PHONE = "/wxa/business/getuserphonenumber"

T = TypeVar("T")
S = TypeVar("S")


class DistantStore(MemoryStore):
    """A store in which others come between a reading of one table and what follows from it.

    A store on another machine gives them the time by itself; one in memory is
    so near that threads hardly ever meet in it.
    """

    def __init__(self, table: str) -> None:
        super().__init__()
        self._distant = table

    def get(self, table: str, key: str) -> bytes | None:
        value = super().get(table, key)
        if table == self._distant:
            time.sleep(0)
        return value


class Door:
    """The Server API of a world of its own, without the sockets.

    Args:
        table: where the race is decided.
        switches: the switches of the one app.
    """

    def __init__(self, table: str, switches: Switches | None = None) -> None:
        # The clock runs, as it does for users: no two threads act at one time.
        self.world = World(DistantStore(table), Clock(time.time), "races")
        self.app: App = self.world.apps.add(appid=APPID, secret=SECRET, switches=switches)
        self.person = self.world.people.add(Person(name="alice", nickname="爱丽丝"))
        self._api = ServerApi(self.world, Journal())

    def ask(self, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        answer = self._api.answer(
            method="GET" if body is None else "POST",
            path=path,
            query_string=urlencode(query).encode(),
            body=b"" if body is None else json.dumps(body).encode(),
            client_ip="127.0.0.1",
        )
        decoded: dict[str, Any] = json.loads(answer.body)
        return decoded

    def exchange(self, code: str) -> dict[str, Any]:
        return self.ask(SESSION, **exchange_query(code))

    def login(self) -> str:
        return self.world.codes.issue(self.app, self.person).code


def exchange_query(code: str) -> dict[str, str]:
    return {**GRANT, "js_code": code, "grant_type": "authorization_code"}


def signed(answer: dict[str, Any]) -> dict[str, str]:
    """Return the query that proves the session_key of a jscode2session answer."""
    signature = hmac.new(answer["session_key"].encode(), b"", hashlib.sha256).hexdigest()
    return {"openid": answer["openid"], "signature": signature, "sig_method": "hmac_sha256"}


def race(wanted: Iterable[T], take: Callable[[T], S]) -> list[tuple[S, ...]]:
    """Let 64 threads take everything that is wanted, all in the same order.

    Returns:
        For each wanted thing what the threads got.
    """
    things = list(wanted)
    start = Barrier(THREADS, timeout=60)

    def take_all(_: int) -> list[S]:
        got = []
        for place, thing in enumerate(things):
            if place % BATCH == 0:
                start.wait()
            got.append(take(thing))
        return got

    with ThreadPoolExecutor(THREADS) as pool:
        return list(zip(*pool.map(take_all, range(THREADS)), strict=True))


def errcodes(answers: Iterable[dict[str, Any]]) -> Counter[int]:
    return Counter(answer.get("errcode", 0) for answer in answers)


def test_each_of_a_thousand_codes_is_exchanged_once() -> None:
    door = Door("login_codes")
    codes = [door.login() for _ in range(1_000)]
    heard = race(codes, door.exchange)
    assert len(heard) == 1_000
    for answers in heard:
        assert errcodes(answers) == {0: 1, 40163: THREADS - 1}


def test_each_code_is_exchanged_once_over_64_connections() -> None:
    world = demo_world(store=DistantStore("login_codes"))
    app, person = world.apps.get(APPID), world.people.get("alice")
    codes = [world.codes.issue(app, person).code for _ in range(50)]
    start = Barrier(THREADS, timeout=60)

    def exchange_all(port: int) -> list[dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.connect()
        first_socket = connection.sock
        answers = []
        try:
            for place, code in enumerate(codes):
                if place % BATCH == 0:
                    start.wait()
                connection.request("GET", f"{SESSION}?{urlencode(exchange_query(code))}")
                answers.append(json.loads(connection.getresponse().read()))
                assert connection.sock is first_socket, "the server hung up"
        finally:
            connection.close()
        return answers

    with LocalServer(create_app(world)) as server, ThreadPoolExecutor(THREADS) as pool:
        heard = list(zip(*pool.map(exchange_all, [server.port] * THREADS), strict=True))
    assert len(heard) == 50
    for answers in heard:
        assert errcodes(answers) == {0: 1, 40163: THREADS - 1}


def test_each_phone_code_is_redeemed_once() -> None:
    door = Door("phone_codes")
    user = door.world.users.of(door.app, door.person)
    codes = [door.world.phones.issue(user).code for _ in range(100)]
    token = door.ask(TOKEN, **GRANT)["access_token"]
    heard = race(codes, lambda code: door.ask(PHONE, {"code": code}, access_token=token))
    assert len(heard) == 100
    for answers in heard:
        assert errcodes(answers) == {0: 1, 40029: THREADS - 1}


def test_all_who_ask_for_the_stable_token_hear_the_same_one_and_it_works() -> None:
    door = Door("token_grants")
    known = set()
    for _ in range(20):
        (answers,) = race([GRANT], lambda body: door.ask(STABLE_TOKEN, body))
        (token,) = {answer["access_token"] for answer in answers}
        assert token not in known, "the token of the last two hours was given again"
        known.add(token)
        # Past the token: what is wrong now is only that no session was named.
        assert door.ask(CHECK, access_token=token)["errcode"] == 40097
        door.world.clock.advance(7_000)
    issued = [e for e in door.world.ledger.entries() if e.event == "access_token issued"]
    assert len(issued) == 20


def test_of_all_who_force_a_refresh_at_once_one_is_heeded() -> None:
    door = Door("token_grants")
    old = door.ask(STABLE_TOKEN, GRANT)["access_token"]
    for _ in range(10):
        door.world.clock.advance(60)
        forced = {**GRANT, "force_refresh": True}
        (answers,) = race([forced], lambda body: door.ask(STABLE_TOKEN, body))
        (new,) = {answer["access_token"] for answer in answers}
        assert door.ask(CHECK, access_token=new)["errcode"] == 40097
        assert door.ask(CHECK, access_token=old)["errcode"] == 40001
        old = new


def test_all_who_fetch_a_token_get_one_of_their_own_and_two_work() -> None:
    door = Door("token_grants")
    for _ in range(10):
        (answers,) = race([GRANT], lambda query: door.ask(TOKEN, **query))
        tokens = {answer["access_token"] for answer in answers}
        assert len(tokens) == THREADS
        verdicts = errcodes(door.ask(CHECK, access_token=token) for token in tokens)
        # The last one, and the one before it for five minutes more.
        assert verdicts == {40097: 2, 40001: THREADS - 2}


def test_logins_that_always_renew_leave_one_current_key_and_codes_of_their_own() -> None:
    door = Door("users", Switches(session_key_min_age=0))

    def log_in_and_exchange(_: int) -> tuple[str, dict[str, Any]]:
        code = door.login()
        return code, door.exchange(code)

    outcomes = [outcome for got in race(range(20), log_in_and_exchange) for outcome in got]
    logins = THREADS * 20
    assert len({code for code, _ in outcomes}) == logins
    assert errcodes(answer for _, answer in outcomes) == {0: logins}
    made = [e for e in door.world.ledger.entries() if e.event == "session_key made"]
    assert len(made) == logins

    proofs = {answer["session_key"]: signed(answer) for _, answer in outcomes}
    token = door.ask(TOKEN, **GRANT)["access_token"]
    verdicts = errcodes(door.ask(CHECK, access_token=token, **proof) for proof in proofs.values())
    assert verdicts == {0: 1, 87009: len(proofs) - 1}


def test_one_session_key_is_reset_once() -> None:
    door = Door("users")
    token = door.ask(TOKEN, **GRANT)["access_token"]
    session = door.exchange(door.login())
    for _ in range(20):
        (answers,) = race(
            [signed(session)], lambda proof: door.ask(RESET, access_token=token, **proof)
        )
        assert errcodes(answers) == {0: 1, 87009: THREADS - 1}
        (session,) = (answer for answer in answers if answer["errcode"] == 0)
        assert door.ask(CHECK, access_token=token, **signed(session))["errcode"] == 0
