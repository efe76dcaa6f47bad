"""A code of 10,000 characters is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import INPUT_VALIDATION


def _run(bench: Bench) -> None:
    bench.refused(bench.send_code("x" * 10_000), "a code of 10,000 characters")


CHECK = Check(
    id="robustness.long-code",
    sentence="a code of 10,000 characters is refused",
    why="It ends up in a URL, a log and a database column.",
    evidence=INPUT_VALIDATION,
    fix="Refuse with a status of 400 to 499, and go on.",
    run=_run,
)
