"""What writing everything down costs: `wxsim serve --data` beside `wxsim serve`.

Both are started anew in every round, one after the other, and loaded by wrk over
connections that stay open; every request exchanges a fresh js_code. Making the codes
takes most of the five minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from comparison.codes import FreshCodes
from comparison.driving import Driver, Pace
from comparison.load import NoWrk
from comparison.measuring import free_ports, wait_for_answer
from comparison.processes import ServerProcess

TARGET = 0.6

_CONNECTIONS = 8
_PEOPLE = 1_000
_STORES = ("memory", "durable")


def measure(store: str, seconds: int, pace: Pace) -> tuple[float, float]:
    """Return the requests per second, and the µs of CPU for one of them."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        port, _ = free_ports()
        command = [sys.executable, "-m", "wxsim_cli", "serve", "--port", str(port)]
        if store == "durable":
            command += ["--data", str(place / "data")]
        process = ServerProcess(command, os.environ, place)
        try:
            wait_for_answer(process, port)
            driver = Driver(
                name=store,
                port=port,
                process=process,
                codes=FreshCodes(port, _PEOPLE),
                file=place / "codes.txt",
                seconds=seconds,
                pace=pace,
            )
            driver.warm_up()
            load, cpu = driver.window(_CONNECTIONS)
        finally:
            process.end()
    return load.per_second, cpu


def main() -> None:
    """Print medians and the ratio; exit with 1 if it is too small."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--seconds", type=int, default=1, help="of a window of load (default: 1)")
    asked = parser.parse_args()
    pace = Pace()
    try:
        rounds = [
            [measure(store, asked.seconds, pace) for store in _STORES] for _ in range(asked.rounds)
        ]
    except NoWrk as missing:
        sys.exit(str(missing))
    print("| store | req/s, 8 connections | CPU µs/req |")
    print("| --- | --- | --- |")
    for store, results in zip(_STORES, zip(*rounds, strict=True), strict=True):
        per_second, cpu = (median(figures) for figures in zip(*results, strict=True))
        print(f"| {store} | {per_second:,.0f} | {cpu:.1f} |")
    share = median(durable / memory for (memory, _), (durable, _) in rounds)
    is_met = share >= TARGET
    judged = f"at least {TARGET}, {'met' if is_met else 'not met'}"
    print(f"durable / memory: {share:.2f} (target: {judged})")
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
