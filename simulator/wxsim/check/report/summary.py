"""How many passed, failed and were skipped."""

from __future__ import annotations

from collections.abc import Sequence

from wxsim.check.running import Result


def summary(results: Sequence[Result]) -> str:
    """Return the last line of a report: ``N passed, N failed, N skipped``."""
    numbers = counted(results)
    return ", ".join(f"{numbers[name]} {name}" for name in ("passed", "failed", "skipped"))


def forgiven(results: Sequence[Result]) -> str:
    """Return the line before it, about failures that do not count; nothing where none are."""
    number = counted(results)["forgiven"]
    return f"{number} more failed without counting, as warn or know" if number else ""


def counted(results: Sequence[Result]) -> dict[str, int]:
    """Return how many checks passed, failed and were skipped.

    ``forgiven`` are warnings and known failures where those do not count.
    """
    return {
        "passed": sum(result.state == "passed" for result in results),
        "failed": sum(result.counts for result in results),
        "skipped": sum(result.state == "skipped" for result in results),
        "forgiven": sum(result.state == "failed" and not result.counts for result in results),
    }
