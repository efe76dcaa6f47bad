"""WeChat's 45011 is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.rate-limited",
    sentence="WeChat's 45011 is answered cleanly",
    why="It comes when a promotion begins: at the worst moment.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(errcode=45011), "WeChat said 45011, too often"),
)
