"""Load from wrk, and what it saw."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("exchange.lua")


class NoWrk(Exception):
    """The load generator is not installed."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """One run of wrk.

    Attributes:
        requests: how many were answered.
        seconds: how long it took.
        good: answers with HTTP 200 and an openid.
        bad: every other answer.
        laps: how often the codes began anew; 0 if each was sent at most once.
        lost: connections that failed, and answers that did not come within 2 s.
        p50: half of the answers came within this many ms.
        p99: 99 of 100 did.
        first_bad: the beginning of the first bad answer.
    """

    requests: int
    seconds: float
    good: int
    bad: int
    laps: int
    lost: int
    p50: float
    p99: float
    first_bad: str = ""

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def run_wrk(url: str, codes: Path, *, connections: int, seconds: int) -> Load:
    """Exchange codes over some connections that stay open, for some seconds.

    Args:
        url: everything up to the code.
        codes: a file with one code a line.
        connections: how many requests are under way at any moment.
        seconds: how long.

    Raises:
        NoWrk: it is not installed.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoWrk("wrk is not installed; it is in Debian as wrk")
    # One thread: it drives 64 connections faster than any server here answers
    # them, and leaves the other core to the server.
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_SCRIPT), url]
    ran = subprocess.run([*command, "--", str(codes)], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"wrk failed: {(ran.stderr or ran.stdout).strip()}")
    return read_output(ran.stdout)


def read_output(output: str) -> Load:
    """Read the last line that the script wrote."""
    seen = json.loads(output.strip().splitlines()[-1])
    return Load(
        requests=seen["requests"],
        seconds=seen["microseconds"] / 1e6,
        good=seen["good"],
        bad=seen["bad"],
        laps=seen["laps"],
        lost=seen["lost"],
        p50=seen["p50"] / 1e3,
        p99=seen["p99"] / 1e3,
        first_bad=seen["first_bad"],
    )
