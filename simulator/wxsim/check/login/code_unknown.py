"""A code that WeChat does not know is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS


def _run(bench: Bench) -> None:
    answer = bench.send_code("0a1MadeUpByNobodyInParticular00000")
    bench.refused(answer, "a login with a made-up code")


CHECK = Check(
    id="login.code-unknown",
    sentence="a code that WeChat does not know is refused",
    why="Whoever can log in with any text can log in as anybody.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Answer 400 or 401 and say that wx.login has to be called again.",
    run=_run,
)
