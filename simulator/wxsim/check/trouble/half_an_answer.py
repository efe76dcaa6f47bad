"""Half an answer is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.half-an-answer",
    sentence="half an answer is answered cleanly",
    why="A connection that breaks leaves half a JSON.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(kind="truncate"), "WeChat's answer broke off"),
)
