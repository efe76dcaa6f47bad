"""How many passed, failed and were skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wxsim.check.running import Result


def summary(results: Sequence[Result]) -> str:
    """Return the last line of a report: ``N passed, N failed, N skipped``."""
    states = Counter(result.state for result in results)
    return ", ".join(f"{states[state]} {state}" for state in ("passed", "failed", "skipped"))
