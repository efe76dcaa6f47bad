"""Compare wxsim with what people would use instead of it.

    python tests/benchmarks/peers.py --peers DIR

Prints a table and the ratios that matter. It needs wxsim installed, wrk, and
whatever it is to be compared with: see install_peers.sh. The exit code is 0
whatever the figures say.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from comparison.driving import WrongAnswers
from comparison.figures import Rounds
from comparison.installed import Installed, Missing
from comparison.load import NoWrk
from comparison.machine import describe_machine
from comparison.measuring import Measuring, Sample
from comparison.page import PLOT, benchmarks_page, cpu_plot
from comparison.processes import DidNotStart
from comparison.servers import SERVERS, Server
from comparison.tables import as_text, figure_rows, target_rows

_DOCS = Path(__file__).parents[2] / "docs"


class Run:
    """Rounds of all the servers, and what is to be said of them.

    Attributes:
        results: the samples by the servers' names.
        notes: by the servers' names, why there are no samples, or fewer.
        versions: by the servers' names.
    """

    def __init__(self, servers: list[Server], installed: Installed) -> None:
        self.servers = servers
        self.results: defaultdict[str, dict[int, Sample]] = defaultdict(dict)
        self.notes: dict[str, str] = {}
        self.versions: dict[str, str] = {}
        self._installed = installed

    def measure(self, rounds: int, seconds: int) -> None:
        """Measure every server once in each round."""
        measuring = Measuring(self._installed, seconds)
        for number in range(1, rounds + 1):
            for server in self.servers:
                if server.name in self.versions or number == 1:
                    print(f"round {number} of {rounds}: {server.name}", file=sys.stderr)
                    self._measure(measuring, server, number)

    def _measure(self, measuring: Measuring, server: Server, number: int) -> None:
        try:
            self.versions[server.name] = server.version(self._installed)
            sample = measuring.sample(server)
        except Missing as missing:
            self.versions.pop(server.name, None)
            self.notes[server.name] = str(missing)
        except (DidNotStart, WrongAnswers) as failed:
            self.notes[server.name] = f"failed in round {number}: {failed}"
        else:
            self.results[server.name][number] = sample
            if sample.lost:
                self.notes[server.name] = f"{sample.lost} requests were lost in round {number}"


def main() -> None:
    """Do what the command line says."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    servers = [server for server in SERVERS if not options.only or server.name in options.only]
    run = Run(servers, Installed(options.peers))
    try:
        run.measure(options.rounds, options.seconds)
    except NoWrk as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        print("stopped; this is what there is so far", file=sys.stderr)
    _print(run)
    _write(run, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--seconds", type=int, default=2, help="of each window of load; default: 2")
    parser.add_argument(
        "--quick", action="store_true", help="one round of windows of one second: a rough picture"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        choices=[server.name for server in SERVERS],
        help="these servers: " + ", ".join(server.name for server in SERVERS),
    )
    parser.add_argument(
        "--peers",
        type=Path,
        metavar="DIR",
        default=os.environ.get("WXSIM_PEERS"),
        help="what install_peers.sh was given; default: WXSIM_PEERS of the environment",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the CPU times there")
    parser.add_argument(
        "--write-docs", action="store_true", help="write docs/benchmarks.md and its plot"
    )
    options = parser.parse_args()
    if options.quick:
        options.rounds = options.seconds = 1
    if options.rounds < 1 or options.seconds < 1:
        parser.error("--rounds and --seconds are 1 or more")
    if options.peers is not None:
        options.peers = Path(options.peers)
    return options


def _print(run: Run) -> None:
    print(as_text(figure_rows(run.servers, run.results, run.notes)))
    print()
    for name, note in run.notes.items():
        if run.results.get(name):
            print(f"{name}: {note}")
    print(as_text(target_rows(run.results)))


def _write(run: Run, options: argparse.Namespace) -> None:
    if options.json is not None:
        options.json.write_text(_as_json(run.results, run.notes, run.versions), "utf-8")
    if not run.results:
        return
    plot = cpu_plot(run.servers, run.results)
    if options.svg is not None:
        options.svg.write_text(plot, "utf-8")
    if options.write_docs:
        page = benchmarks_page(
            run.servers,
            run.results,
            run.notes,
            run.versions,
            seconds=options.seconds,
            day=datetime.now(timezone.utc).date().isoformat(),
            machine=describe_machine(),
        )
        (_DOCS / "benchmarks.md").write_text(page, "utf-8")
        (_DOCS / PLOT).write_text(plot, "utf-8")


def _as_json(
    results: Mapping[str, Rounds], notes: Mapping[str, str], versions: Mapping[str, str]
) -> str:
    samples = {
        name: {number: asdict(sample) for number, sample in rounds.items()}
        for name, rounds in results.items()
    }
    told = {"versions": dict(versions), "notes": dict(notes), "samples": samples}
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
