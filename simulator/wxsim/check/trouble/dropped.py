"""A connection that WeChat closes is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.dropped",
    sentence="a connection that WeChat closes is answered cleanly",
    why="Idle connections are closed by the other side all the time.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix=(
        "Catch it where you call WeChat, and answer 502 or 503 with a sentence the program "
        "can show."
    ),
    run=answers_cleanly(Fault(kind="drop"), "WeChat closed the connection"),
)
