"""A phone code gives the number."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import PHONE_NUMBER_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    who = bench.login()
    answer = bench.send_phone(who)
    if not answer.ok:
        raise Failed(f"a fresh phone code got {answer.in_short}", "a good answer")


CHECK = Check(
    id="phone.number",
    sentence="a phone code gives the number",
    why="Nobody can give their number.",
    evidence=PHONE_NUMBER_DOCS,
    fix="POST {code} to getuserphonenumber with an access_token in the query.",
    needs=("login", "phone"),
    run=_run,
)
