"""A session token opens its own person's data only."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.require_given("me", "userId")
    one, other = bench.login(), bench.login()
    theirs = bench.me(other).gives.get("userId")
    names = dict.fromkeys(("userId", "user_id", "uid", "id", "openid"), theirs)
    seen = bench.server.call("me", one.variables, more=names)
    if seen.gives.get("userId") == theirs:
        raise Failed(
            "a userId among the parameters opened that person's data", "one's own, or a refusal"
        )


CHECK = Check(
    id="sessions.own-data",
    sentence="a session token opens its own person's data only",
    why="One person reads another's data.",
    evidence=LOGIN_DOCS,
    fix="Take the person from the session, never from a parameter.",
    needs=("login", "me"),
    run=_run,
)
