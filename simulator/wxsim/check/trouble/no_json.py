"""An answer that is no JSON is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.no-json",
    sentence="an answer that is no JSON is answered cleanly",
    why="Proxies and sign-in pages answer 200 with HTML.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-"
        "login/api_code2session.html"
    ),
    fix=(
        "Catch it where you call WeChat, and answer 502 or 503 with a sentence the program "
        "can show."
    ),
    run=answers_cleanly(Fault(kind="garbage"), "WeChat's answer was a page of HTML"),
)
