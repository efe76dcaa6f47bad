"""WeChat's 45011 is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

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
    run=answers_cleanly(Fault(errcode=45011), "WeChat said 45011, too often"),
)
