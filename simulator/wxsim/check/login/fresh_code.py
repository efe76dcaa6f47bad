"""A fresh code gives a session."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS


def _run(bench: Bench) -> None:
    bench.login()


CHECK = Check(
    id="login.fresh-code",
    sentence="a fresh code gives a session",
    why="Nobody can log in.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Exchange the code at /sns/jscode2session and answer with a session of your own.",
    run=_run,
)
