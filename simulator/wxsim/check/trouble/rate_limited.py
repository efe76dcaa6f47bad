"""WeChat's 45011 is answered cleanly."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    person = bench.person()
    with bench.trouble(Fault(errcode=45011, path=CODE_TO_SESSION, times=None)):
        bench.clean_answer(bench.send_code(bench.code(person)), "WeChat said 45011, too often")
    bench.login(person)


CHECK = Check(
    id="trouble.rate-limited",
    sentence="WeChat's 45011 is answered cleanly",
    why="It comes when a promotion begins: at the worst moment.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix=(
        "Catch it where you call WeChat, and answer 502 or 503 with a sentence the program "
        "can show."
    ),
    run=_run,
)
