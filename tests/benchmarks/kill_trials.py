"""Does the durable store keep its word when it is killed without warning?

Each trial forks a simulator that issues codes and redeems them in several
threads as fast as it can, two threads after each code, and tells this process
of every success after the call has returned. At a random moment it is killed
with SIGKILL. Then the directory is opened again, and everything that was told
must be so: in this trial and in those before it on the same directory.

The ledger is compacted every few thousand changes, so that many kills fall
into a compaction, and every fifth kill falls into the opening of the directory.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import queue
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Literal

from wxsim.opening import open_world
from wxsim.settings import Durability, Settings
from wxsim.store import StoreError
from wxsim.store.durable import DurableStore
from wxsim.store.files import list_directory
from wxsim.world import App, Clock, Refused, World

_THREADS = 4
_COMPACT_AT = 100_000
# A directory's world gets this many trials; then a new one begins.
_TRIALS_ON_ONE = 10
_PEOPLE = ("alice", "bob", "carol")


@dataclass
class Told:
    """What the killed processes of one directory said had been done.

    Attributes:
        codes: every code that was issued, and the rid that redeemed it, if one did.
    """

    codes: dict[str, str | None] = field(default_factory=dict)


def main() -> None:
    """Run the trials and print what came of them; exit with 1 if a word was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument(
        "--seconds", type=float, default=0.4, help="a process lives so long at most (0.4)"
    )
    parser.add_argument("--durability", choices=["process", "disk"], default="process")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    asked = parser.parse_args()
    # A last line that was cut off is counted below.
    logging.disable()
    results = run(asked.trials, asked.seconds, asked.durability, asked.seed)
    for name in (*_CIRCUMSTANCES, *_WRONGS):
        print(f"{results[name]:>10}  {name}")
    sys.exit(1 if any(results[wrong] for wrong in _WRONGS) else 0)


_CIRCUMSTANCES = (
    "kills",
    "kills in the middle of a compaction",
    "kills that left half a line",
    "compactions that were finished",
    "codes issued and told",
    "redemptions told",
)
_WRONGS = (
    "stores that could not be read",
    "codes lost",
    "codes issued twice",
    "redemptions undone",
    "codes redeemed twice",
)


def run(trials: int, seconds: float, durability: Durability, seed: int) -> Counter[str]:
    """Run trials and count, by name, what happened and what went wrong."""
    moments = random.Random(seed)
    results: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(trials):
            path = Path(folder, f"data-{number // _TRIALS_ON_ONE}")
            if number % _TRIALS_ON_ONE == 0:
                told = Told()
            in_opening = number % 5 == 4
            moment = moments.uniform(0, 0.03 if in_opening else seconds)
            _live_and_die(path, durability, moment, told, results, in_opening=in_opening)
            _look_at_the_remains(path, results)
            try:
                _hold_to_its_word(path, told, results)
            except StoreError as error:
                print(error, file=sys.stderr)
                results["stores that could not be read"] += 1
                number_of_next = -number % _TRIALS_ON_ONE
                told = Told()
                shutil.move(path, Path(folder, f"unreadable-{number}-{number_of_next}"))
    return results
