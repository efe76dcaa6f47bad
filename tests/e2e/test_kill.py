"""Kill -9 under load; the long version is ``tests/benchmarks/kill_trials.py``."""

from __future__ import annotations

import runpy
from pathlib import Path

TRIALS = Path(__file__).parents[1] / "benchmarks" / "kill_trials.py"


def test_nothing_told_of_is_lost_or_doubled_when_the_process_is_killed() -> None:
    total = runpy.run_path(str(TRIALS))["run"](12, 0.3, quiet=True)
    assert (total.unreadable, total.lost, total.doubled) == (0, 0, 0)
    assert total.redeemed > 100
    assert total.generations > 0
