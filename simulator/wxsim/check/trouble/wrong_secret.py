"""WeChat's 40125 is answered cleanly."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    person = bench.person()
    with bench.trouble(Fault(errcode=40125, path=CODE_TO_SESSION, times=None)):
        bench.clean_answer(bench.send_code(bench.code(person)), "WeChat said 40125, wrong secret")
    bench.login(person)


CHECK = Check(
    id="trouble.wrong-secret",
    sentence="WeChat's 40125 is answered cleanly",
    why="Somebody reset the secret in the console; the log should say so, not the phone.",
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
