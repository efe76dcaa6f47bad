"""An HTTP 500 of WeChat is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

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
    run=answers_cleanly(Fault(kind="http", http=500), "WeChat answered HTTP 500"),
)
