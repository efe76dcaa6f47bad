"""Does the process grow with the requests it has answered?

Logs people in and exchanges their codes, as many times as asked, while the
world's clock moves on by a tenth of a second each time, so that codes end as
fast as they come. Prints the resident memory on the way.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from wxsim.demo import demo_world
from wxsim.server_api import Journal, ServerApi
from wxsim.world import Clock


def exchanges(api: ServerApi, clock: Clock) -> Iterator[int]:
    """Log in and exchange for ever; yield the number of exchanges so far."""
    world = api.world
    app = world.apps.get(None)
    people = itertools.cycle(person for person in world.people.list() if person.risk_rank < 4)
    for number in itertools.count(1):
        clock.advance(0.1)
        code = world.codes.issue(app, next(people)).code
        query = f"appid={app.appid}&secret={app.secret}&js_code={code}"
        answer = api.answer(
            method="GET",
            path="/sns/jscode2session",
            query_string=f"{query}&grant_type=authorization_code".encode(),
            body=b"",
            client_ip="127.0.0.1",
        )
        if b"session_key" not in answer.body:
            sys.exit(f"exchange {number} failed: {answer.body.decode()}")
        yield number


def resident_megabytes() -> float:
    """Return the resident memory of this process (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=10_000, help="where the memory is taken first")
    parser.add_argument("--many", type=int, default=1_000_000, help="where it is taken last")
    asked = parser.parse_args()
    clock = Clock(lambda: 0.0)
    clock.freeze(time.time())
    api = ServerApi(demo_world(clock=clock), Journal())
    first = 0.0
    for number in exchanges(api, clock):
        if number in (asked.few, asked.many) or number % max(1, asked.many // 10) == 0:
            print(f"{number:>10} exchanges  {resident_megabytes():7.1f} MB", flush=True)
        if number == asked.few:
            first = resident_megabytes()
        if number == asked.many:
            break
    print(f"ratio {resident_megabytes() / first:.3f} (target: at most 1.1)")


if __name__ == "__main__":
    main()
