"""An HTTP 500 of WeChat is answered cleanly."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    person = bench.person()
    with bench.trouble(Fault(kind="http", http=500, path=CODE_TO_SESSION, times=None)):
        bench.clean_answer(bench.send_code(bench.code(person)), "WeChat answered HTTP 500")
    bench.login(person)


CHECK = Check(
    id="trouble.http-500",
    sentence="an HTTP 500 of WeChat is answered cleanly",
    why="Gateways fail now and then, with a page of HTML.",
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
