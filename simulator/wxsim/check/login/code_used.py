"""A code that was used is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    code = bench.code(bench.person())
    first = bench.send_code(code)
    if not first.ok:
        raise Failed(f"the first use of the code got {first.in_short}", "a good answer")
    bench.refused(bench.send_code(code), "the second use of a code")


CHECK = Check(
    id="login.code-used",
    sentence="a code that was used is refused",
    why="A code that is read off a log or a proxy would log somebody else in.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Answer 401 on 40163 and never keep a code to accept it again.",
    run=_run,
)
