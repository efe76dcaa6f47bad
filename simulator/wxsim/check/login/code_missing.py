"""A login without a code is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS


def _run(bench: Bench) -> None:
    answer = bench.send_code(None)
    bench.refused(answer, "a login without a code")


CHECK = Check(
    id="login.code-missing",
    sentence="a login without a code is refused",
    why="A crash or a session for nobody: both are found by scanners within a day.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Answer 400 or 401 and say that wx.login has to be called again.",
    run=_run,
)
