"""A code that is no text is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import INPUT_VALIDATION


def _run(bench: Bench) -> None:
    for code in (["a"], {"$gt": ""}, 12345, True):
        answer = bench.server.call("login", {"code": code})
        bench.refused(answer, f"the code {code!r}")


CHECK = Check(
    id="robustness.code-of-another-kind",
    sentence="a code that is no text is refused",
    why="A list or an object in place of a text crashes string functions.",
    evidence=INPUT_VALIDATION,
    fix="Refuse with a status of 400 to 499, and go on.",
    run=_run,
)
