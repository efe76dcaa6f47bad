"""How long the first answer takes: the CPU of `wxsim --help`, the time of `wxsim replay`.

It measures and judges nothing: the exit code is 0 whatever it finds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

HELP_TARGET = 5.0
REPLAY_TARGET_SECONDS = 1.5


@dataclass(frozen=True)
class Run:
    """What one process took.

    Attributes:
        cpu: seconds of user and system time, its own children's included.
        wall: seconds from start to exit.
        status: its exit code.
    """

    cpu: float
    wall: float
    status: int


@dataclass
class Command:
    """A command line and its runs."""

    name: str
    arguments: list[str]
    runs: list[Run] = field(default_factory=list)

    def row(self) -> str:
        """Return the command's line of the table."""
        cpu = spread([run.cpu * 1000 for run in self.runs], ".0f")
        wall = spread([run.wall * 1000 for run in self.runs], ".0f")
        failed = sorted({run.status for run in self.runs if run.status})
        note = f"   FAILED with exit code {', '.join(map(str, failed))}" if failed else ""
        return f"{self.name:<16}{cpu:>20}{wall:>20}{note}"


def spread(figures: list[float], form: str) -> str:
    """Return the median of some figures with the smallest and the largest."""
    return f"{median(figures):{form}} ({min(figures):{form}}–{max(figures):{form}})"


def measure(arguments: list[str]) -> Run:
    """Run a command to its end, its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    # The process is gone: nobody need wait for it again.
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(usage.ru_utime + usage.ru_stime, wall, process.returncode)


def interleave(commands: list[Command], rounds: int) -> None:
    """Run the commands in turn, so that a busy moment meets them all alike."""
    for command in commands:
        # Unmeasured: compiles what was not compiled and fills the disk cache.
        measure(command.arguments)
    for _ in range(rounds):
        for command in commands:
            command.runs.append(measure(command.arguments))


def report(nothing: Command, usage: Command, replay: Command) -> None:
    """Print the table, and the two figures that have a target."""
    print(f"{'':<16}{'CPU ms':>20}{'wall ms':>20}")
    for command in (nothing, usage, replay):
        print(command.row())
    ratios = [run.cpu / base.cpu for run, base in zip(usage.runs, nothing.runs, strict=True)]
    walls = [run.wall for run in replay.runs]
    print()
    print(
        f"{usage.name} takes {spread(ratios, '.1f')} times the CPU of {nothing.name}; "
        f"the target is at most {HELP_TARGET:.0f}"
    )
    print(
        f"{replay.name} takes {spread(walls, '.2f')} s from start to exit; "
        f"the target is at most {REPLAY_TARGET_SECONDS} s"
    )


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=10, metavar="N", help="runs of each command (default: 10)"
    )
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error(f"--runs is {arguments.runs}; give 1 or more")
    wxsim = Path(sys.executable).with_name("wxsim")
    if not wxsim.exists():
        print(
            f"wxsim is not installed for this Python: there is no {wxsim}. "
            f"Install it with `{sys.executable} -m pip install .` and measure again."
        )
        return
    nothing = Command("python -c pass", [sys.executable, "-c", "pass"])
    usage = Command("wxsim --help", [str(wxsim), "--help"])
    replay = Command("wxsim replay", [str(wxsim), "replay"])
    interleave([nothing, usage, replay], arguments.runs)
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores: medians of "
        f"{arguments.runs} interleaved runs (smallest–largest)\n"
    )
    report(nothing, usage, replay)


if __name__ == "__main__":
    main()
