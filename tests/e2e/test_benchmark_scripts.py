"""The scripts under tests/benchmarks still do what their --help says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

_BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
# over_stores.py is a part of the others.
_SCRIPTS = sorted(path.name for path in _BENCHMARKS.glob("*.py") if path.stem != "over_stores")


def run(script: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(_BENCHMARKS / script), *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("script", _SCRIPTS)
def test_a_benchmark_explains_itself(script):
    shown = run(script, "--help")

    assert shown.returncode == 0, shown.stderr
    assert script in shown.stdout


def test_few_and_many_live_codes_are_held_against_each_other_over_each_store():
    shown = run("live_codes.py", "--few", "2", "--many", "20", "--logins", "5", "--rounds", "3")

    # How fast it was is nothing for a test: 0 and 1 say whether it was fast enough.
    assert shown.returncode in (0, 1), shown.stderr
    for store in ("memory", "durable"):
        assert re.search(rf"^\| {store} \| [\d.]+ \| [\d.]+ \| [\d.]+ \|$", shown.stdout, re.M)
    assert "| redis |" in shown.stdout
