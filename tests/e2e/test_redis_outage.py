"""A Redis that goes away while it is needed, and comes back."""

from __future__ import annotations

import http.client
import json
import logging
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from os import kill
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest

from wxsim.app import create_app
from wxsim.opening import Settings, open_world
from wxsim.serving.local_server import LocalServer
from wxsim.store import StoreError
from wxsim.store.redis import RedisStore

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"

UNKNOWN = "was lost before it answered .* so whether the change was made is not known"


@pytest.fixture
def durable_redis(start_redis: Callable[..., Any]) -> Iterator[Any]:
    """A Redis that knows after a kill what it knew before."""
    server = start_redis("--appendonly", "yes", "--appendfsync", "no")
    yield server
    server.kill()


class Client:
    """One keep-alive connection to a simulator."""

    def __init__(self, server: LocalServer) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        self._http.request(method, path, None if body is None else json.dumps(body))
        response = self._http.getresponse()
        return response.status, json.loads(response.read())

    def login(self) -> str:
        status, result = self.ask("POST", "/_wxsim/device/login", {"person": "alice"})
        assert status == 200, result
        return str(result["code"])

    def exchange(self, code: str) -> dict[str, Any]:
        query = {"appid": APPID, "secret": SECRET, "js_code": code}
        query["grant_type"] = "authorization_code"
        status, answer = self.ask("GET", f"/sns/jscode2session?{urlencode(query)}")
        assert (status, isinstance(answer, dict)) == (200, True)
        return dict(answer)


@contextmanager
def simulator(url: str) -> Iterator[LocalServer]:
    world = open_world(Settings(store_url=url))
    with closing(world.store), LocalServer(create_app(world)) as server:
        yield server


class Meddler:
    """Stands between a store and its Redis, and spoils the answers it is told to.

    Attributes:
        redis_port: where new connections lead.
        spoil: called with each answer; it returns what is passed on, or None
            to hang up in its place.
    """

    def __init__(self, redis_port: int) -> None:
        self.redis_port = redis_port
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.spoil: Callable[[bytes], bytes | None] = lambda answer: answer
        Thread(target=self._accept, daemon=True).start()

    def url(self, redis_url: str, options: str = "") -> str:
        return redis_url.replace(f":{self.redis_port}/", f":{self.port}/") + options

    def close(self) -> None:
        for one in (self._listener, *self._sockets):
            with closing(one):
                shut_down(one)

    def _accept(self) -> None:
        while True:
            try:
                store, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.redis_port))
            self._sockets += [store, server]
            Thread(target=self._pass_on, args=(store, server, bytes), daemon=True).start()
            Thread(target=self._pass_on, args=(server, store, self._spoiled), daemon=True).start()

    def _spoiled(self, answer: bytes) -> bytes | None:
        return self.spoil(answer)

    @staticmethod
    def _pass_on(
        source: socket.socket, sink: socket.socket, change: Callable[[bytes], bytes | None]
    ) -> None:
        try:
            while (data := source.recv(65536)) and (passed := change(data)) is not None:
                sink.sendall(passed)
        except OSError:
            pass
        shut_down(source)
        shut_down(sink)


def shut_down(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def meddler(redis_server: Any) -> Iterator[Meddler]:
    with closing(Meddler(redis_server.port)) as meddler:
        yield meddler


def once(spoiled: Callable[[bytes], bytes | None]) -> Callable[[bytes], bytes | None]:
    """Return a way to spoil the next answer and none after it."""
    left = [spoiled]
    return lambda answer: left.pop()(answer) if left else answer


# Away and back


def test_while_redis_is_away_every_door_says_so_and_afterwards_all_is_as_before(
    durable_redis: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with simulator(durable_redis.url()) as server, Client(server) as client:
        spent, kept = client.login(), client.login()
        session = client.exchange(spent)["session_key"]

        durable_redis.kill()
        answers = [client.exchange(kept) for _ in range(20)]
        assert {answer["errcode"] for answer in answers} == {-1}
        assert {tuple(answer) for answer in answers} == {("errcode", "errmsg")}
        for method, path, body in (
            ("POST", "/_wxsim/device/login", {"person": "alice"}),
            ("GET", "/_wxsim/people", None),
        ):
            status, answer = client.ask(method, path, body)
            assert status == 503
            assert answer["error"].startswith(
                f"the store failed: redis://127.0.0.1:{durable_redis.port}/0 cannot be reached"
            )
            assert answer["hint"]
        (report,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
        assert report.exc_info is None
        assert "start it, or give the address of one that runs" in report.getMessage()
        (_, exchanges) = client.ask("GET", "/_wxsim/journal")
        assert exchanges[-1]["why"] == report.getMessage()

        durable_redis.start()
        assert client.exchange(spent)["errcode"] == 40163
        assert client.exchange(kept)["session_key"] == session
        assert client.exchange(client.login())["session_key"] == session


def test_a_redis_killed_again_and_again_under_load_loses_and_doubles_no_code(
    durable_redis: Any,
) -> None:
    with simulator(durable_redis.url()) as server:
        with Client(server) as client:
            codes = [client.login() for _ in range(400)]

        def exchange_all(order: list[str]) -> list[tuple[str, int]]:
            with Client(server) as client:
                return [(code, client.exchange(code).get("errcode", 0)) for code in order]

        outages = Thread(target=interrupt, args=(durable_redis, 4))
        outages.start()
        # Four each from the front and from the back: every code is wanted eight times.
        with ThreadPoolExecutor(8) as pool:
            heard = [
                answer
                for answers in pool.map(exchange_all, [codes, codes[::-1]] * 4)
                for answer in answers
            ]
        outages.join()
        assert {errcode for _, errcode in heard} == {0, -1, 40163}
        with Client(server) as client:
            late = [(code, client.exchange(code).get("errcode", 0)) for code in codes]
            assert {errcode for _, errcode in late} <= {0, 40163}
            successes = Counter(code for code, errcode in heard + late if errcode == 0)
            failed = Counter(code for code, errcode in heard if errcode == -1)
            assert set(successes.values()) == {1}
            # Only where WeChat said that it did not know may nobody have the session.
            assert all(failed[code] for code in set(codes) - set(successes))
            assert client.exchange(client.login())["openid"]


def interrupt(server: Any, times: int) -> None:
    for _ in range(times):
        time.sleep(0.2)
        server.kill()
        time.sleep(0.05)
        server.start()


def test_a_redis_that_hangs_is_given_up_and_found_again(start_redis: Callable[..., Any]) -> None:
    server = start_redis()
    with closing(RedisStore(server.url(socket_timeout="0.2"))) as store:
        store.put("table", "key", b"value")
        kill(server.pid, signal.SIGSTOP)
        try:
            with pytest.raises(StoreError, match="takes the connection and does not answer"):
                store.get("table", "key")
        finally:
            kill(server.pid, signal.SIGCONT)
        assert store.get("table", "key") == b"value"


def test_connections_that_redis_closed_meanwhile_are_replaced_unnoticed(
    redis_server: Any, redis_url: str
) -> None:
    with closing(RedisStore(redis_url)) as store, ThreadPoolExecutor(4) as pool:
        for number in range(5):
            keys = [f"{number}/{one}" for one in range(20)]
            assert all(pool.map(lambda key: store.add("table", key, b""), keys))
            redis_server.ask("CLIENT", "KILL", "TYPE", "normal")


def test_after_a_failover_the_old_primary_is_left_at_its_first_refusal(
    start_redis: Callable[..., Any],
) -> None:
    old, new = start_redis(), start_redis()
    # Stands in for the name or address that leads to whichever is the primary.
    with closing(Meddler(old.port)) as name, closing(RedisStore(name.url(old.url()))) as store:
        assert store.add("table", "one", b"")
        name.redis_port = new.port
        old.ask("REPLICAOF", "127.0.0.1", str(new.port))
        with pytest.raises(StoreError, match="is a replica, which only reads"):
            store.add("table", "two", b"")
        assert store.add("table", "two", b"")


# An answer that is lost


def test_a_read_whose_answer_is_lost_is_asked_again(meddler: Meddler, redis_url: str) -> None:
    with closing(RedisStore(meddler.url(redis_url))) as store:
        store.put("table", "key", b"value")
        meddler.spoil = once(lambda _: None)
        assert store.get("table", "key") == b"value"
        meddler.spoil = once(lambda _: None)
        assert list(store.scan("table")) == [("key", b"value")]


@pytest.mark.parametrize(
    ("table", "commands"),
    [("table", ("set", "eval", "set", "del")), ("people", ("hsetnx", "eval", "hset", "hdel"))],
)
def test_a_change_whose_answer_is_lost_is_not_sent_again(
    meddler: Meddler, redis_url: str, redis_server: Any, table: str, commands: tuple[str, ...]
) -> None:
    with closing(RedisStore(meddler.url(redis_url))) as store:
        changes = (
            (lambda: store.add(table, "key", b"one"), b"one"),
            (lambda: store.compare_and_set(table, "key", b"one", b"two"), b"two"),
            (lambda: store.put(table, "key", b"three"), b"three"),
            (lambda: store.delete(table, "key"), None),
        )
        for command, (change, then) in zip(commands, changes, strict=True):
            redis_server.ask("CONFIG", "RESETSTAT")
            meddler.spoil = once(lambda _: None)
            with pytest.raises(StoreError, match=UNKNOWN):
                change()
            assert redis_server.ask("INFO", "commandstats")[f"cmdstat_{command}"]["calls"] == 1
            assert store.get(table, "key") == then


def test_an_exchange_whose_answer_is_lost_is_an_error_and_never_a_second_success(
    meddler: Meddler, redis_url: str
) -> None:
    with simulator(meddler.url(redis_url)) as server, Client(server) as client:
        code = client.login()

        def lose_the_spending(answer: bytes) -> bytes | None:
            # The script that spends a code is the one command that answers :1 here.
            return None if answer == b":1\r\n" else answer

        meddler.spoil = lose_the_spending
        assert client.exchange(code)["errcode"] == -1
        meddler.spoil = bytes
        assert client.exchange(code)["errcode"] == 40163
        (_, exchanges) = client.ask("GET", "/_wxsim/journal")
        assert "whether the change was made is not known" in exchanges[0]["why"]
        assert exchanges[0]["rid"] in exchanges[1]["why"]


def test_a_late_answer_is_never_taken_for_the_next_one(meddler: Meddler, redis_url: str) -> None:
    def too_late(answer: bytes) -> bytes:
        time.sleep(0.5)
        return answer

    with closing(RedisStore(meddler.url(redis_url, "&socket_timeout=0.2"))) as store:
        store.put("table", "one", b"one")
        store.put("table", "two", b"two")
        meddler.spoil = once(too_late)
        with pytest.raises(StoreError, match="does not answer"):
            store.get("table", "one")
        assert [store.get("table", "two") for _ in range(5)] == [b"two"] * 5


def test_processes_that_fork_after_the_opening_do_not_hear_each_others_answers(
    redis_url: str,
) -> None:
    # In a process of its own, because this one has threads.
    forking = """if True:
        import os, sys
        from wxsim.store.redis import RedisStore
        store = RedisStore(sys.argv[1])
        for name in ("parent", "child"):
            store.put("table", name, name.encode())
        child = os.fork()
        mine = "parent" if child else "child"
        heard = {store.get("table", mine) for _ in range(2000)}
        assert heard == {mine.encode()}, heard
        if child:
            assert os.waitpid(child, 0)[1] == 0
        store.close()
    """
    subprocess.run([sys.executable, "-c", forking, redis_url], check=True, timeout=60)
