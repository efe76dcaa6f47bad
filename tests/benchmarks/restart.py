"""How long a restart takes, beside a plain ``json.load`` of the same snapshot.

Makes a data directory whose snapshot holds as many people and codes as asked,
and whose ledger holds what happens when every code is exchanged and half of the
people log in again. Then opens it and loads its snapshot in turn, each time in
a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore
from wxsim.world import Person

TARGET = 1.5


def fill(path: Path, people: int) -> None:
    """Make a data directory in which so many people have a code each."""
    world = open_world(Settings(data=path))
    store = world.store
    assert isinstance(store, DurableStore)
    app = world.apps.get(None)
    everybody = [
        world.people.add(Person(name=f"person-{number}", nickname=f"微信用户{number}"))
        for number in range(people)
    ]
    codes = [world.codes.issue(app, person).code for person in everybody]
    store.compact()
    for code in codes:
        world.codes.exchange(app, app.secret, code, "restart")
    for person in everybody[: people // 2]:
        world.codes.issue(app, person)
    store.close()


def seconds(how: str, path: Path) -> float:
    """Measure one way to read the directory, in a new process."""
    command = [sys.executable, __file__, "--measure", how, str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure(how: str, path: Path) -> float:
    """Return how long it takes to open a store, or to load the snapshot."""
    start = time.perf_counter()
    if how == "store":
        DurableStore(path, time.time)
    else:
        with next(path.glob("snapshot-*.json")).open(encoding="utf-8") as file:
            json.load(file)
    return time.perf_counter() - start


def main() -> None:
    """Measure in rounds and print medians; exit with 1 if the restart is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", nargs=2, metavar=("HOW", "DIR"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(measure(asked.measure[0], Path(asked.measure[1])))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data")
        fill(path, asked.people)
        state = read_state(path)
        rounds = [(seconds("store", path), seconds("json", path)) for _ in range(asked.rounds)]
    store, plain = (median(times) for times in zip(*rounds, strict=True))
    print(
        f"snapshot {state.snapshot_size / 1e6:.0f} MB, ledger {state.ledger_size / 1e6:.0f} MB "
        f"with {state.lines} lines, {sum(map(len, state.tables.values()))} rows\n"
        f"restart           {store:.3f} s\n"
        f"json.load         {plain:.3f} s of the snapshot alone\n"
        f"ratio             {store / plain:.2f} (target: at most {TARGET})"
    )
    sys.exit(0 if store <= TARGET * plain else 1)


if __name__ == "__main__":
    main()
