"""An HTTP 500 of WeChat is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.http-500",
    sentence="an HTTP 500 of WeChat is answered cleanly",
    why="Gateways fail now and then, with a page of HTML.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(kind="http", http=500), "WeChat answered HTTP 500"),
)
