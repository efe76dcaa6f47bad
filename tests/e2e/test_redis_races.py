"""Four worker processes over one Redis, and 64 connections that all want the same codes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TRIALS = Path(__file__).parents[1] / "benchmarks" / "race_trials.py"


def test_each_code_is_redeemed_once_whichever_worker_is_asked(
    start_redis: Callable[..., Any],  # the script starts a Redis of its own and needs one too
) -> None:
    ran = subprocess.run(
        [sys.executable, str(TRIALS), "--stores", "redis", "--codes", "50"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "50/50 codes redeemed exactly once  (3200 requests" in ran.stdout
    # The workers did meet over codes, so that it was for Redis to decide.
    assert ", 0 lost at the last step" not in ran.stdout
