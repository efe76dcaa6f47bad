"""A login without a code is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check


def _run(bench: Bench) -> None:
    answer = bench.send_code(None)
    bench.refused(answer, "a login without a code")


CHECK = Check(
    id="login.code-missing",
    sentence="a login without a code is refused",
    why="A crash or a session for nobody: both are found by scanners within a day.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix="Answer 400 or 401 and say that wx.login has to be called again.",
    run=_run,
)
