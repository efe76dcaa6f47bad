"""An altered session token is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS


def _run(bench: Bench) -> None:
    who = bench.login()
    middle = len(who.session) // 2
    other = "A" if who.session[middle] != "A" else "B"
    altered = who.session[:middle] + other + who.session[middle + 1 :]
    for token in (altered, who.session[:-2]):
        bench.refused(
            bench.server.call("me", {**who.variables, "session": token}), "an altered session token"
        )


CHECK = Check(
    id="sessions.altered",
    sentence="an altered session token is refused",
    why="A signature that is not checked is none.",
    evidence=LOGIN_DOCS,
    fix="Compare the whole token; check the signature of a JWT, and its algorithm.",
    needs=("login", "me"),
    run=_run,
)
