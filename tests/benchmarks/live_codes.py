"""What one wx.login and one exchange take, with few and with many codes alive.

Opens two worlds over each store, one with few live codes and one with many, and
has each in turn issue a code and redeem it, in this process and without a socket.
The live ones stay; what was redeemed in the rounds before is remembered as well.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from over_stores import STORES, redis_program, redis_server

from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim.world import Person, World

TARGET = 1.5

# Each has as many codes as it takes, as phones that log in again and again do.
_PEOPLE = 100


@contextmanager
def settings_of(store: str) -> Iterator[Settings]:
    """Make a new store, and say how to open it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if store == "durable":
            yield Settings(data=folder / "data")
        elif store == "redis":
            redis = stack.enter_context(redis_server(folder))
            yield Settings(store_url=f"redis://127.0.0.1:{redis.port}/0")
        else:
            yield Settings()


class Phones:
    """People who log in to the first app of a world.

    Args:
        world: where.
        codes: how many of theirs stay unspent.
    """

    def __init__(self, world: World, codes: int) -> None:
        self._world = world
        self._app = world.apps.get(None)
        self._people = [
            world.people.add(Person(name=f"phone-{number}", nickname=""))
            for number in range(_PEOPLE)
        ]
        for number in range(codes):
            world.codes.issue(self._app, self._people[number % _PEOPLE])

    def issue_and_redeem(self, count: int) -> float:
        """Return the µs that one code takes from its issue to its end."""
        codes, app = self._world.codes, self._app
        start = time.perf_counter()
        for number in range(count):
            code = codes.issue(app, self._people[number % _PEOPLE]).code
            codes.exchange(app, app.secret, code, "live-codes")
        return (time.perf_counter() - start) / count * 1e6


def measure(store: str, asked: argparse.Namespace) -> list[tuple[float, float]]:
    """Return the µs with few and with many live codes, of each round."""
    with ExitStack() as stack:
        phones = []
        for codes in (asked.few, asked.many):
            world = open_world(stack.enter_context(settings_of(store)))
            stack.callback(world.store.close)
            phones.append(Phones(world, codes))
        few, many = phones
        # What was made for this is no garbage, and both worlds lie in one heap.
        gc.collect()
        gc.freeze()
        count = asked.logins
        for warming_up in phones:
            warming_up.issue_and_redeem(count)
        rounds = [
            (few.issue_and_redeem(count), many.issue_and_redeem(count)) for _ in range(asked.rounds)
        ]
        gc.unfreeze()
        return rounds


def main() -> None:
    """Print medians for each store; exit with 1 if a full one is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100, help="live codes (default: 100)")
    parser.add_argument("--many", type=int, default=100_000, help="live codes (default: 100000)")
    parser.add_argument("--logins", type=int, default=500, help="in a round (default: 500)")
    parser.add_argument("--rounds", type=int, default=11, help="default: 11")
    asked = parser.parse_args()
    print(f"| store | µs at {asked.few:,} | µs at {asked.many:,} | ratio |")
    print("| --- | --- | --- | --- |")
    is_met = True
    for store in STORES:
        if store == "redis" and redis_program() is None:
            print("| redis | neither redis-server nor valkey-server is installed | | |")
            continue
        rounds = measure(store, asked)
        few, many = (median(times) for times in zip(*rounds, strict=True))
        grown = median(later / earlier for earlier, later in rounds)
        is_met = is_met and grown <= TARGET
        print(f"| {store} | {few:.1f} | {many:.1f} | {grown:.2f} |", flush=True)
    print(f"target: at most {TARGET}, {'met' if is_met else 'not met'}")
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
