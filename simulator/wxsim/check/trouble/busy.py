"""WeChat's -1 is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.busy",
    sentence="WeChat's -1 is answered cleanly",
    why="WeChat is busy on holidays, and then everybody logs in at once.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(errcode=-1), "WeChat said -1, busy"),
)
