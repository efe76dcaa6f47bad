"""An access_token that has expired is fetched anew."""

from __future__ import annotations

from wxsim.check.bench import PHONE_NUMBER, Bench
from wxsim.check.check import Check
from wxsim.check.evidence import ACCESS_TOKEN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    who = bench.login()
    bench.send_phone(who)
    bench.mark()
    bench.world.timekeeping.advance(7201, bench.app.appid)
    answer = bench.send_phone(bench.login(who.person))
    if not answer.ok:
        raise Failed(f"two hours later the server answered {answer.in_short}", "a number")
    calls = len(bench.asked(PHONE_NUMBER))
    if calls > 2:
        raise Failed(f"the server called getuserphonenumber {calls} times", "twice at most")


CHECK = Check(
    id="phone.token-expired",
    sentence="an access_token that has expired is fetched anew",
    why="The phone button works for two hours after each deployment.",
    evidence=ACCESS_TOKEN_DOCS,
    fix="On 42001 fetch a token and repeat the call once; do not rely on your own clock alone.",
    needs=("login", "phone"),
    run=_run,
)
