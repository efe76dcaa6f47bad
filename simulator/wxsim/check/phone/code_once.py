"""A phone code works once."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check


def _run(bench: Bench) -> None:
    who = bench.login()
    pressed = bench.phone_code(who.person)
    bench.server.call("phone", {**who.variables, **pressed})
    bench.refused(bench.server.call("phone", {**who.variables, **pressed}), "a used phone code")


CHECK = Check(
    id="phone.code-once",
    sentence="a phone code works once",
    why="A number that is replayed lands in another account.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-info/phone-"
        "number/api_getphonenumber.html"
    ),
    fix="Answer 401 on 40029.",
    needs=("login", "phone"),
    run=_run,
)
