"""Every login gets a session token of its own."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SESSION_MANAGEMENT
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    person = bench.person()
    first, second = (bench.login(person).session for _ in range(2))
    if first == second:
        raise Failed("two logins of one person got the same session token", "two different ones")


CHECK = Check(
    id="secrets.token-fresh",
    sentence="every login gets a session token of its own",
    why="A token that never changes cannot be taken back when a phone is lost.",
    evidence=SESSION_MANAGEMENT,
    fix="Draw a new random token at every login.",
    severity="warning",
    run=_run,
)
