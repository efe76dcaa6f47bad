"""What a login costs over each store, and what it takes to remember people and codes.

A login is two requests: the phone's wx.login on the device door, and the
server's exchange of the code. The processor time is that of the simulator's
processes, and of the Redis beside them, per request, over real sockets; the
stores take turns, and the cheapest round is printed, because whatever else the
machine does only adds to it. The memory is what is taken after so many people
were added, logged in, and logged in once more. Last comes what happens where
everybody changes one record: the tokens of one app. The figures in
docs/scale.md come from here.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from over_stores import STORES, Simulator, read_answer, redis_server, simulator

from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim.world import Person

_CONNECTIONS = 8
_CROWD = 64
_WORKERS = 4
_PEOPLE = 200
# How many entries the ledger keeps: it must not grow while memory is measured.
_LEDGER = 10_000

_TICK = 1e6 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")

# With this the script calls itself, to fill a store in a process of its own.
_FILL = "--fill"


class Load:
    """Keep-alive connections to one simulator, with a request under way on each."""

    def __init__(self, server: Simulator, connections: int = _CONNECTIONS) -> None:
        self.server = server
        self._sockets = [
            socket.create_connection((server.host, server.port)) for _ in range(connections)
        ]
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        names = [f"person-{number}" for number in range(_PEOPLE)]
        self.send([_post("/_wxsim/people", {"name": name}) for name in names])
        self._names = itertools.cycle(names)

    def logins(self, count: int) -> list[str]:
        """Log in as many times, one person after the other, and return the codes."""
        appid = self.server.appid
        bodies = [{"appid": appid, "person": next(self._names)} for _ in range(count)]
        answers = self.send([_post("/_wxsim/device/login", body) for body in bodies])
        return [str(answer["code"]) for answer in answers]

    def exchanges(self, codes: list[str]) -> None:
        """Exchange the codes."""
        server = self.server
        query = f"appid={server.appid}&secret={server.secret}&grant_type=authorization_code"
        for answer in self.send([_get(f"/sns/jscode2session?{query}&js_code={c}") for c in codes]):
            if "session_key" not in answer:
                sys.exit(f"an exchange failed: {answer}")

    def send(self, requests: list[bytes]) -> list[dict[str, Any]]:
        """Send every request, one on each connection at a time, and return the answers."""
        answers = []
        for start in range(0, len(requests), len(self._sockets)):
            pairs = list(zip(self._sockets, requests[start:], strict=False))
            for one, request in pairs:
                one.sendall(request)
            answers += [read_answer(one) for one, _ in pairs]
        return answers

    def close(self) -> None:
        """Close the connections."""
        for one in self._sockets:
            one.close()


def _get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _post(target: str, body: object) -> bytes:
    text = json.dumps(body)
    head = f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(text)}\r\n\r\n"
    return (head + text).encode()


def processor_time(processes: list[int]) -> float:
    """Return the microseconds that processes have worked so far (Linux)."""
    total = 0.0
    for pid in processes:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()
        total += (int(fields[11]) + int(fields[12])) * _TICK
    return total


def costs(load: Load, count: int) -> list[float]:
    """Return the µs of a wx.login and of an exchange, each in the simulator and in Redis."""
    redis = [] if load.server.redis is None else [load.server.redis.process.pid]
    codes: list[str] = []

    def log_in() -> None:
        codes.extend(load.logins(count))

    measured = []
    for step in (log_in, lambda: load.exchanges(codes)):
        before = [processor_time(each) for each in (load.server.processes, redis)]
        step()
        after = [processor_time(each) for each in (load.server.processes, redis)]
        measured += [(b - a) / count for a, b in zip(before, after, strict=True)]
    return measured


def round_trips(load: Load) -> list[int]:
    """Return how many commands a wx.login and an exchange send to Redis."""
    redis = load.server.redis
    assert redis is not None
    counts = []
    codes: list[str] = []
    steps: list[Callable[[], object]] = [
        lambda: codes.extend(load.logins(1)),
        lambda: load.exchanges(codes),
    ]
    for step in steps:
        before = redis.calls()
        step()
        calls = {name: now - before.get(name, 0) for name, now in redis.calls().items()}
        # A script counts with the GET and the SET inside it; asking for INFO counts too.
        counts.append(sum(calls.values()) - calls["info"] - 2 * calls.get("eval", 0))
    return counts


def print_costs(rounds: int, count: int) -> None:
    """Print the processor time of a login over each store."""
    with ExitStack() as running:
        loads = {}
        for store in STORES:
            loads[store] = Load(running.enter_context(simulator(store)))
            running.callback(loads[store].close)
            costs(loads[store], count // 10)
        measured: dict[str, list[list[float]]] = {store: [] for store in STORES}
        for _ in range(rounds):
            for store, load in loads.items():
                measured[store].append(costs(load, count))
        print("| store | wx.login | exchange | both | of it in Redis |")
        print("| --- | --- | --- | --- | --- |")
        for store, each in measured.items():
            login, login_redis, exchange, exchange_redis = map(min, zip(*each, strict=True))
            within = login_redis + exchange_redis
            print(
                f"| {store} | {login + login_redis:.0f} µs | {exchange + exchange_redis:.0f} µs "
                f"| {login + exchange + within:.0f} µs | {within:.0f} µs |"
            )
        login_trips, exchange_trips = round_trips(loads["redis"])
    print(f"\nRound trips to Redis: {login_trips} for wx.login, {exchange_trips} for the exchange.")


def print_one_record(calls: int) -> None:
    """Print how fast tokens of one app are issued when many ask at once."""
    with simulator("redis", workers=_WORKERS) as server:
        redis = server.redis
        assert redis is not None
        query = f"appid={server.appid}&secret={server.secret}&grant_type=client_credential"
        print()
        for connections in (1, _CROWD):
            load = Load(server, connections)
            before, start = redis.calls().get("eval", 0), time.perf_counter()
            load.send([_get(f"/cgi-bin/token?{query}")] * calls)
            seconds = time.perf_counter() - start
            attempts = (redis.calls()["eval"] - before) / calls
            load.close()
            print(
                f"Tokens of one app over Redis, {_WORKERS} workers, {connections} connections: "
                f"{calls / seconds:.0f} a second, {attempts:.1f} attempts each",
                flush=True,
            )


def print_memory(people: int) -> None:
    """Print the bytes of people, of users of an app, and of live codes."""
    print(f"\n| memory with {people:,} of each | person | user of an app | live code |")
    print("| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, redis_server(Path(folder)) as redis:
        here = [sys.executable, __file__, _FILL, str(people)]
        url = f"redis://127.0.0.1:{redis.port}/0"
        _print_filled("memory store", people, here, None)
        _print_filled("Redis", people, [*here, "--url", url], redis.memory)


def _print_filled(
    name: str, people: int, command: list[str], used: Callable[[], int] | None
) -> None:
    """Let a process fill a store step by step, and print what each step took."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as filling:
        assert filling.stdout is not None
        assert filling.stdin is not None
        levels = []
        for line in filling.stdout:
            levels.append(int(line) if used is None else used())
            filling.stdin.write("go on\n")
            filling.stdin.flush()
    steps = [(b - a) / people for a, b in itertools.pairwise(levels)]
    person, first_login, code = steps
    print(f"| {name} | {person:.0f} B | {first_login - code:.0f} B | {code:.0f} B |", flush=True)


def fill(people: int, url: str | None) -> None:
    """Fill a store; after each step, print the resident bytes and wait for a line."""
    for _ in filled(people, url):
        gc.collect()
        print(int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE, flush=True)
        sys.stdin.readline()


def filled(people: int, url: str | None) -> Iterator[None]:
    """Open a world, add people, log everybody in, and once more."""
    world = open_world(Settings(store_url=url))
    app = world.apps.get(None)
    for _ in range(_LEDGER):
        world.ledger.write("code issued", "js_code …abcdef was issued to person-1 in " + app.appid)
    yield
    names = [f"person-{number}" for number in range(people)]
    for name in names:
        world.people.add(Person(name=name, nickname=name))
    yield
    for _ in range(2):
        for name in names:
            world.codes.issue(app, world.people.get(name))
        yield
    world.store.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--logins", type=int, default=4_000, help="logins in a round")
    parser.add_argument("--people", type=int, default=100_000, help="to measure the memory with")
    parser.add_argument(_FILL, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill is not None:
        fill(asked.fill, asked.url)
        return
    print_costs(asked.rounds, asked.logins)
    print_memory(asked.people)
    print_one_record(asked.logins)


if __name__ == "__main__":
    main()
