"""WeChat's 40226 is answered cleanly."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    person = bench.person()
    with bench.trouble(Fault(errcode=40226, path=CODE_TO_SESSION, times=None)):
        bench.clean_answer(bench.send_code(bench.code(person)), "WeChat said 40226, blocked")
    bench.login(person)


CHECK = Check(
    id="trouble.blocked",
    sentence="WeChat's 40226 is answered cleanly",
    why="The person is told nothing and tries again until the support calls.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix="Answer 403 and say that WeChat has blocked this account.",
    run=_run,
)
