"""A code older than five minutes is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS


def _run(bench: Bench) -> None:
    code = bench.code(bench.person())
    bench.world.timekeeping.advance(301, bench.app.appid)
    bench.refused(bench.send_code(code), "a code that was 301 seconds old")


CHECK = Check(
    id="login.code-expired",
    sentence="a code older than five minutes is refused",
    why="People put the phone away in the middle of a login; a 500 then looks like an outage.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Answer 401 on 40029, so that the program calls wx.login again.",
    run=_run,
)
