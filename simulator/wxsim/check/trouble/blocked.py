"""WeChat's 40226 is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.blocked",
    sentence="WeChat's 40226 is answered cleanly",
    why="The person is told nothing and tries again until the support calls.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Answer 403 and say that WeChat has blocked this account.",
    run=answers_cleanly(Fault(errcode=40226), "WeChat said 40226, blocked"),
)
