"""An empty session token is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS


def _run(bench: Bench) -> None:
    who = bench.login()
    for session in ("", " "):
        variables = {**who.variables, "session": session}
        bench.refused(bench.server.call("me", variables), "an empty session token")


CHECK = Check(
    id="sessions.empty",
    sentence="an empty session token is refused",
    why="A look-up of nothing finds the first of all, in some databases.",
    evidence=LOGIN_DOCS,
    fix="Answer 401 where there is no token.",
    needs=("login", "me"),
    run=_run,
)
