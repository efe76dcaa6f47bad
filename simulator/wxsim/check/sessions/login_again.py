"""After a second login the new session works, and the old one ends or works on."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check, Failed


def _run(bench: Bench) -> None:
    person = bench.person()
    old, new = bench.login(person), bench.login(person)
    answer = bench.me(new)
    if not answer.ok:
        raise Failed(f"the new session got {answer.in_short}", "a good answer")
    answer = bench.me(old)
    if not answer.ok:
        bench.refused(answer, "the old session")


CHECK = Check(
    id="sessions.login-again",
    sentence="after a second login the new session works, and the old one ends or works on",
    why="A server error here logs people out for good.",
    evidence="https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/login.html",
    fix="Decide whether a new login ends the old session, and answer 401 where it has ended.",
    needs=("login", "me"),
    run=_run,
)
