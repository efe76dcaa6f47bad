"""A WeChat that does not answer is given up in time."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    person = bench.person()
    with bench.trouble(Fault(kind="hang", path=CODE_TO_SESSION, times=None)):
        bench.clean_answer(bench.send_code(bench.code(person)), "WeChat did not answer")
    bench.login(person)


CHECK = Check(
    id="trouble.hang",
    sentence="a WeChat that does not answer is given up in time",
    why="Without a time-out every worker waits, and the whole server stands still.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix="Give the call to WeChat a time-out of a few seconds.",
    run=_run,
)
