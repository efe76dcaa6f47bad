"""A wrong method is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import INPUT_VALIDATION
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    answer = bench.server.call("login", {"code": bench.code(bench.person())}, method="DELETE")
    if answer.status >= 500:
        raise Failed(f"the method DELETE got {answer.in_short}", "a status of 400 to 499")
    if answer.session:
        raise Failed("the method DELETE got a session", "a refusal")
    bench.login()


CHECK = Check(
    id="robustness.wrong-method",
    sentence="a wrong method is refused",
    why="A login by any method invites cross-site requests.",
    evidence=INPUT_VALIDATION,
    fix="Refuse with a status of 400 to 499, and go on.",
    run=_run,
)
