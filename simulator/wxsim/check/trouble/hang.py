"""A WeChat that does not answer is given up in time."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.hang",
    sentence="a WeChat that does not answer is given up in time",
    why="Without a time-out every worker waits, and the whole server stands still.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Give the call to WeChat a time-out of a few seconds.",
    run=answers_cleanly(Fault(kind="hang"), "WeChat did not answer"),
)
