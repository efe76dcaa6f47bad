"""The same person gets the same account again."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.require_given("me", "userId")
    person = bench.person()
    first, second = (bench.me(bench.login(person)).gives.get("userId") for _ in range(2))
    if first != second or first is None:
        raise Failed(
            f"two logins of one person gave the accounts {first!r} and {second!r}", "one account"
        )


CHECK = Check(
    id="login.same-person",
    sentence="the same person gets the same account again",
    why="People lose what they had the last time.",
    evidence=LOGIN_DOCS,
    fix="Find the account by openid (or unionid), never by session_key or code.",
    needs=("login", "me"),
    run=_run,
)
