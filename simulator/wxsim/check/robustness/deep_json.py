"""Deeply nested JSON is survived."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import INPUT_VALIDATION
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    answer = bench.server.call(
        "login",
        {},
        data=b"[" * 100_000,
        method="POST",
        headers={"Content-Type": "application/json"},
    )
    if answer.status >= 500:
        raise Failed(f"JSON of 100,000 brackets got {answer.in_short}", "a status of 400 to 499")
    if answer.session:
        raise Failed("JSON of 100,000 brackets got a session", "a refusal")
    bench.login()


CHECK = Check(
    id="robustness.deep-json",
    sentence="deeply nested JSON is survived",
    why="A parser that recurses runs out of stack.",
    evidence=INPUT_VALIDATION,
    fix="Refuse with a status of 400 to 499, and go on.",
    run=_run,
)
