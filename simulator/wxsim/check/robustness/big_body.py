"""A body of one megabyte is survived."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import INPUT_VALIDATION
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    answer = bench.server.call("login", {}, data=b"x" * 1_000_000, method="POST")
    if answer.status >= 500:
        raise Failed(f"a body of one megabyte got {answer.in_short}", "a status of 400 to 499")
    if answer.session:
        raise Failed("a body of one megabyte got a session", "a refusal")
    bench.login()


CHECK = Check(
    id="robustness.big-body",
    sentence="a body of one megabyte is survived",
    why="One request must not take the server away from everybody else.",
    evidence=INPUT_VALIDATION,
    fix="Refuse with a status of 400 to 499, and go on.",
    run=_run,
)
