"""WeChat's trouble at a phone number is answered cleanly."""

from __future__ import annotations

from wxsim.check.bench import PHONE_NUMBER, Bench
from wxsim.check.check import Check
from wxsim.check.evidence import PHONE_NUMBER_DOCS
from wxsim.check.verdict import Failed
from wxsim.world import Fault

_TROUBLE = {
    "WeChat said -1, busy": Fault(errcode=-1, path=PHONE_NUMBER, times=None),
    "WeChat's answer was a page of HTML": Fault(kind="garbage", path=PHONE_NUMBER, times=None),
    "WeChat closed the connection": Fault(kind="drop", path=PHONE_NUMBER, times=None),
}


def _run(bench: Bench) -> None:
    who = bench.login()
    for what, fault in _TROUBLE.items():
        with bench.trouble(fault):
            bench.clean_answer(bench.send_phone(who), what)
    answer = bench.send_phone(who)
    if not answer.ok:
        raise Failed(f"after WeChat's trouble a phone code got {answer.in_short}", "a number")


CHECK = Check(
    id="phone.wechat-in-trouble",
    sentence="WeChat's trouble at a phone number is answered cleanly",
    why="The button does nothing, and nobody is told to press it again.",
    evidence=PHONE_NUMBER_DOCS,
    fix="Catch it where you call WeChat, and answer 502 or 503 with a sentence.",
    needs=("login", "phone"),
    run=_run,
)
