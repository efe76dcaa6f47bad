"""A phone code works once."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import PHONE_NUMBER_DOCS


def _run(bench: Bench) -> None:
    who = bench.login()
    pressed = bench.phone_code(who.person)
    bench.server.call("phone", {**who.variables, **pressed})
    bench.refused(bench.server.call("phone", {**who.variables, **pressed}), "a used phone code")


CHECK = Check(
    id="phone.code-once",
    sentence="a phone code works once",
    why="A number that is replayed lands in another account.",
    evidence=PHONE_NUMBER_DOCS,
    fix="Answer 401 on 40029.",
    needs=("login", "phone"),
    run=_run,
)
