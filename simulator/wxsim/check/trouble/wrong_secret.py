"""WeChat's 40125 is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.wrong-secret",
    sentence="WeChat's 40125 is answered cleanly",
    why="Somebody reset the secret in the console; the log should say so, not the phone.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(errcode=40125), "WeChat said 40125, wrong secret"),
)
