"""A login with an empty code is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS


def _run(bench: Bench) -> None:
    answer = bench.send_code("")
    bench.refused(answer, "a login with an empty code")


CHECK = Check(
    id="login.code-empty",
    sentence="a login with an empty code is refused",
    why="wx.login can fail on the phone, and the program then sends what it has: nothing.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Answer 400 or 401 and say that wx.login has to be called again.",
    run=_run,
)
