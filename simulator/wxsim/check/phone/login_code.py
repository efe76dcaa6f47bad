"""A login code is not taken for a phone code."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import PHONE_NUMBER_DOCS


def _run(bench: Bench) -> None:
    who = bench.login()
    bench.refused(
        bench.send_phone(who, bench.code(who.person)), "a login code in place of a phone code"
    )


CHECK = Check(
    id="phone.login-code",
    sentence="a login code is not taken for a phone code",
    why="The two are confused often; a 500 hides the mistake.",
    evidence=PHONE_NUMBER_DOCS,
    fix="Answer 400 or 401 on 40029.",
    needs=("login", "phone"),
    run=_run,
)
