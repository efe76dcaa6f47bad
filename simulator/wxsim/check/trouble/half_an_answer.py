"""Half an answer is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.half-an-answer",
    sentence="half an answer is answered cleanly",
    why="A connection that breaks leaves half a JSON.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix=(
        "Catch it where you call WeChat, and answer 502 or 503 with a sentence the program "
        "can show."
    ),
    run=answers_cleanly(Fault(kind="truncate"), "WeChat's answer broke off"),
)
