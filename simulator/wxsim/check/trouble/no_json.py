"""An answer that is no JSON is answered cleanly."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.trouble.answering import CATCH_IT, answers_cleanly
from wxsim.world import Fault

CHECK = Check(
    id="trouble.no-json",
    sentence="an answer that is no JSON is answered cleanly",
    why="Proxies and sign-in pages answer 200 with HTML.",
    evidence=CODE_TO_SESSION_DOCS,
    fix=CATCH_IT,
    run=answers_cleanly(Fault(kind="garbage"), "WeChat's answer was a page of HTML"),
)
