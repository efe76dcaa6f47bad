"""The durable store under kill -9; the long version is ``tests/benchmarks/kill_trials.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kill_trials.py"


def test_what_was_told_before_a_kill_holds_after_it_and_nothing_is_doubled() -> None:
    ended = subprocess.run(
        [sys.executable, str(SCRIPT), "--trials", "15", "--seconds", "0.3"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = {name: int(count) for count, name in _rows(ended.stdout)}
    wrong = {name: count for name, count in list(found.items())[-6:] if count}
    assert (ended.returncode, wrong) == (0, {}), ended.stderr
    # Else there was nothing to lose.
    assert found["codes told of"] > 100
    assert found["redemptions told of"] > 100
    assert found["compactions"] > 0


def _rows(table: str) -> list[list[str]]:
    return [line.split(maxsplit=1) for line in table.splitlines()]
