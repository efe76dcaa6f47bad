"""A connection that WeChat closes is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.dropped",
    sentence="a connection that WeChat closes is answered cleanly",
    why="Idle connections are closed by the other side all the time.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(kind="drop"), "WeChat closed the connection"),
)
