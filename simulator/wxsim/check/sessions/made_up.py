"""A made-up session token is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS


def _run(bench: Bench) -> None:
    who = bench.login()
    variables = {**who.variables, "session": "made-up-" + "0" * max(8, len(who.session) - 8)}
    bench.refused(bench.server.call("me", variables), "a made-up session token")


CHECK = Check(
    id="sessions.made-up",
    sentence="a made-up session token is refused",
    why="Anybody could be somebody.",
    evidence=LOGIN_DOCS,
    fix="Look the token up, and answer 401 where it is not known.",
    needs=("login", "me"),
    run=_run,
)
