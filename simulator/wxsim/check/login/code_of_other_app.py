"""A code of another Mini Program is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS


def _run(bench: Bench) -> None:
    person = bench.person()
    other = bench.world.apps.add(name="another Mini Program")
    code = bench.world.codes.issue(other, person).code
    bench.refused(bench.send_code(code), "a code of another app")


CHECK = Check(
    id="login.code-of-other-app",
    sentence="a code of another Mini Program is refused",
    why=(
        "A code that somebody's own Mini Program collects would log its author in as the "
        "person who opened it."
    ),
    evidence=CODE_TO_SESSION_DOCS,
    fix="Use the appid and secret of one app for the exchange, and answer 401 on 40029.",
    run=_run,
)
