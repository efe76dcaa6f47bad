"""WeChat's 40125 is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

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
    run=answers_cleanly(Fault(errcode=40125), "WeChat said 40125, wrong secret"),
)
