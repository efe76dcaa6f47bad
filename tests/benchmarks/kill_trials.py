"""Does the durable store keep its word when it is killed without warning?

Each trial forks a simulator. Its threads issue codes and redeem two in three of
them as fast as they can, two threads after each code, and tell this process of
every success after the call has returned. At a random moment it is killed with
SIGKILL. Then the directory is opened again, and everything that was told must be
so: in this trial, and in the earlier ones that had the same directory.

The ledger is compacted again and again, so that many kills fall into a compaction;
every fifth kill falls into the opening of the directory or soon after.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import queue
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

from wxsim.opening import open_world
from wxsim.settings import Durability, Settings
from wxsim.store import Store, StoreError
from wxsim.store.durable import DurableStore
from wxsim.store.files import list_directory
from wxsim.world import App, Clock, Refused, World
from wxsim.world.records import LoginCode
from wxsim.world.tables import Table

CIRCUMSTANCES = (
    "kills",
    "kills during a compaction",
    "kills that left half a line",
    "compactions",
    "codes told of",
    "redemptions told of",
)
WRONGS = (
    "simulators that failed by themselves",
    "stores that could not be read",
    "codes lost",
    "codes issued twice",
    "redemptions undone",
    "codes redeemed twice",
)

_THREADS = 4
# By itself after so many bytes, and because somebody asks for it.
_COMPACT_AT = 50_000
_BETWEEN_COMPACTIONS = 0.005
_TRIALS_IN_ONE_DIRECTORY = 10

# Every code that was told of, and the rid of the redemption that was, if any.
Told = dict[str, str | None]


def run(trials: int, seconds: float, durability: Durability = "process") -> Counter[str]:
    """Run trials, and count by name what happened and what went wrong.

    Args:
        trials: how many.
        seconds: how long a simulator lives at most.
        durability: of the store.
    """
    results: Counter[str] = Counter()
    moments = random.Random(1)
    done = 0
    while done < trials:
        told: Told = {}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "data")
            for _ in range(min(_TRIALS_IN_ONE_DIRECTORY, trials - done)):
                done += 1
                moment = moments.uniform(0, seconds)
                if done % 5 == 0:
                    moment = moments.uniform(0, 0.03)
                lines, was_killed = _live_and_die(path, durability, moment)
                results["simulators that failed by themselves"] += not was_killed
                _remember(lines, told, results)
                _look_at_the_remains(path, results)
                if not _hold_to_its_word(path, told, results):
                    break
            results["compactions"] += max(list_directory(path).snapshots, default=1) - 1
    return results


def _live_and_die(
    path: Path, durability: Durability, moment: float
) -> tuple[list[list[str]], bool]:
    """Fork a simulator and kill it after so many seconds.

    Returns:
        What it told, in words, and whether it lived until then.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            _simulate(path, durability, lambda line: os.write(writing, line))
        finally:
            os._exit(1)
    os.close(writing)
    received = bytearray()
    end = time.monotonic() + moment
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            received += os.read(reading, 1 << 16)
    os.kill(child, signal.SIGKILL)
    was_killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    # What it told at the end is still in the pipe.
    while piece := os.read(reading, 1 << 16):
        received += piece
    os.close(reading)
    return [line.split() for line in received.decode().splitlines()], was_killed


def _remember(lines: list[list[str]], told: Told, results: Counter[str]) -> None:
    for what, code, *rid in lines:
        if what == "issued":
            results["codes told of"] += 1
            results["codes issued twice"] += code in told
            told[code] = None
        else:
            results["redemptions told of"] += 1
            results["codes redeemed twice"] += told[code] is not None
            told[code] = rid[0]


def _simulate(path: Path, durability: Durability, tell: Callable[[bytes], object]) -> None:
    """Be the simulator, until the end."""
    codes: queue.SimpleQueue[str] = queue.SimpleQueue()

    def issue_and_redeem(world: World, app: App, number: int) -> None:
        person = world.people.get(("alice", "bob")[number % 2])
        while True:
            for chance in range(3):
                code = world.codes.issue(app, person).code
                tell(f"issued {code}\n".encode())
                for _ in range(2 if chance else 0):
                    codes.put(code)
            for _ in range(4):
                code = codes.get()
                rid = world.identifiers.rid(world.clock.now())
                with contextlib.suppress(Refused):
                    world.codes.exchange(app, app.secret, code, rid)
                    tell(f"redeemed {code} {rid}\n".encode())

    def compact(store: Store) -> None:
        assert isinstance(store, DurableStore)
        while True:
            time.sleep(_BETWEEN_COMPACTIONS)
            store.compact()

    with _opened(path, durability) as world:
        app = world.apps.get(None)
        threads = [
            Thread(target=issue_and_redeem, args=(world, app, number)) for number in range(_THREADS)
        ]
        threads.append(Thread(target=compact, args=(world.store,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def _opened(path: Path, durability: Durability = "process") -> Iterator[World]:
    clock = Clock(time.time)
    store = DurableStore(path, clock.now, durability, compact_at=_COMPACT_AT)
    try:
        yield open_world(Settings(), clock, store)
    finally:
        store.close()


def _hold_to_its_word(path: Path, told: Told, results: Counter[str]) -> bool:
    """Open what is left and hold it against what was told; tell whether it can be read."""
    try:
        with _opened(path) as world:
            app = world.apps.get(None)
            codes = Table(world.store, "login_codes", LoginCode)
            for code, rid in told.items():
                record = codes.get(code)
                if record is None:
                    results["codes lost"] += 1
                    continue
                if record.spent_by is None:
                    results["redemptions undone"] += rid is not None
                    world.codes.exchange(app, app.secret, code, "afterwards")
                elif rid is not None:
                    results["codes redeemed twice"] += record.spent_by != rid
                told[code] = record.spent_by or "afterwards"
                with contextlib.suppress(Refused):
                    world.codes.exchange(app, app.secret, code, "once more")
                    results["codes redeemed twice"] += 1
    except StoreError as error:
        print(error, file=sys.stderr)
        results["stores that could not be read"] += 1
        return False
    return True


def _look_at_the_remains(path: Path, results: Counter[str]) -> None:
    results["kills"] += 1
    if path.exists():
        left = list_directory(path)
        results["kills during a compaction"] += len(left.ledgers) > 1 or bool(left.unfinished)
        ledgers = [file.read_bytes() for file in path.glob("ledger-*")]
        results["kills that left half a line"] += any(
            ledger and not ledger.endswith(b"\n") for ledger in ledgers
        )


def main() -> None:
    """Run the trials and print what came of them; exit with 1 if a word was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=0.4, help="longest life of a simulator")
    parser.add_argument("--durability", choices=["process", "disk"], default="process")
    asked = parser.parse_args()
    # The store warns of half a line; here they are counted.
    logging.disable(logging.WARNING)
    results = run(asked.trials, asked.seconds, asked.durability)
    for name in (*CIRCUMSTANCES, *WRONGS):
        print(f"{results[name]:>10}  {name}")
    sys.exit(1 if any(results[wrong] for wrong in WRONGS) else 0)


if __name__ == "__main__":
    main()
