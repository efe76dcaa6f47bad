"""A fresh code gives a session."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check


def _run(bench: Bench) -> None:
    bench.login()


CHECK = Check(
    id="login.fresh-code",
    sentence="a fresh code gives a session",
    why="Nobody can log in.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix="Exchange the code at /sns/jscode2session and answer with a session of your own.",
    run=_run,
)
