"""Two people get two accounts."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.require_given("me", "userId")
    first, second = (bench.me(bench.login()).gives.get("userId") for _ in range(2))
    if first == second:
        raise Failed(f"two people share the account {first!r}", "two accounts")


CHECK = Check(
    id="login.two-people",
    sentence="two people get two accounts",
    why="One sees what is the other's.",
    evidence=LOGIN_DOCS,
    fix="Find the account by openid.",
    needs=("login", "me"),
    run=_run,
)
