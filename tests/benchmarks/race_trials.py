"""64 connections race for each code: does exactly one of them get the session?

For each store a `wxsim serve` is started. All connections ask for the same
code at the same moment, and when all have their answers, for the next one. A
code must be answered once with a session_key and every other time with 40163.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from over_stores import STORES, Simulator, read_answer, simulator

# Codes live 300 s. They are made as they are needed, so that none is too old
# when its turn comes.
_BATCH = 500


@dataclass
class Outcome:
    """What the races over one store came to.

    Attributes:
        codes: how many there were.
        winners: how many codes were answered so many times with a session_key.
        answers: how often each errcode was answered, 0 being a session_key.
        seconds: how long the races took.
        meetings: how often Redis turned down an exchange that had found its
            code unspent, because another one was faster.
    """

    codes: int = 0
    winners: Counter[int] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    meetings: int | None = None

    def is_exact(self, connections: int) -> bool:
        """Tell whether each code was redeemed once and refused with 40163 otherwise."""
        wanted = {0: self.codes, 40163: self.codes * (connections - 1)}
        return self.winners == {1: self.codes} and self.answers == wanted


def race(server: Simulator, codes: int, connections: int) -> Outcome:
    """Let all connections race for each of the codes."""
    outcome = Outcome()
    with ExitStack() as open_sockets:
        sockets = [
            open_sockets.enter_context(socket.create_connection((server.host, server.port)))
            for _ in range(connections)
        ]
        for one in sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while outcome.codes < codes:
            batch = [_login(server, sockets[0]) for _ in range(min(_BATCH, codes - outcome.codes))]
            scripts = server.redis.calls().get("eval", 0) if server.redis else 0
            start = time.perf_counter()
            for code in batch:
                answers = _ask_at_once(sockets, _exchange(server, code))
                outcome.winners[answers[0]] += 1
                outcome.answers += answers
            outcome.seconds += time.perf_counter() - start
            outcome.codes += len(batch)
            if server.redis is not None:
                spendings = server.redis.calls()["eval"] - scripts
                outcome.meetings = (outcome.meetings or 0) + spendings - len(batch)
    return outcome


def _ask_at_once(sockets: list[socket.socket], request: bytes) -> Counter[int]:
    for one in sockets:
        one.sendall(request)
    return Counter(read_answer(one).get("errcode", 0) for one in sockets)


def _login(server: Simulator, connection: socket.socket) -> str:
    body = json.dumps({"person": "alice"})
    connection.sendall(
        f"POST /_wxsim/device/login HTTP/1.1\r\nHost: {server.host}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    return str(read_answer(connection)["code"])


def _exchange(server: Simulator, code: str) -> bytes:
    query = f"appid={server.appid}&secret={server.secret}&js_code={code}"
    return (
        f"GET /sns/jscode2session?{query}&grant_type=authorization_code HTTP/1.1\r\n"
        f"Host: {server.host}\r\n\r\n"
    ).encode()


def main() -> None:
    """Run the races and print a line for each store; exit with 1 if a code was not exact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=int, default=10_000, help="how many codes for each store")
    parser.add_argument("--connections", type=int, default=64, help="how many race for each")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=STORES)
    parser.add_argument("--workers", type=int, default=4, help="processes that answer over Redis")
    asked = parser.parse_args()
    exact = True
    for store in asked.stores:
        workers = asked.workers if store == "redis" else 1
        with simulator(store, workers=workers) as server:
            outcome = race(server, asked.codes, asked.connections)
        redeemed = outcome.winners[1]
        requests = sum(outcome.answers.values())
        met = "" if outcome.meetings is None else f", {outcome.meetings} lost at the last step"
        print(
            f"{store:8} {workers} worker{'s' if workers > 1 else ' '}  "
            f"{redeemed}/{outcome.codes} codes redeemed exactly once  "
            f"({requests} requests in {outcome.seconds:.0f} s, {dict(outcome.answers)}{met})",
            flush=True,
        )
        exact = exact and outcome.is_exact(asked.connections)
    sys.exit(0 if exact else 1)


if __name__ == "__main__":
    main()
