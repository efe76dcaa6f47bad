"""An access_token that WeChat refuses is fetched anew, and the call repeated once."""

from __future__ import annotations

from wxsim.check.bench import PHONE_NUMBER, Bench
from wxsim.check.check import Check
from wxsim.check.evidence import ACCESS_TOKEN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    who = bench.login()
    bench.send_phone(who)
    bench.world.tokens.revoke(bench.app)
    bench.mark()
    answer = bench.send_phone(who)
    if not answer.ok:
        raise Failed(
            f"after its token was revoked the server answered {answer.in_short}", "a number"
        )
    calls = len(bench.asked(PHONE_NUMBER))
    if calls != 2:
        raise Failed(
            f"the server called getuserphonenumber {calls} times", "twice: refused, repeated"
        )


CHECK = Check(
    id="phone.token-renewed",
    sentence="an access_token that WeChat refuses is fetched anew, and the call repeated once",
    why="Somebody else fetches a token, and the phone button is dead for two hours.",
    evidence=ACCESS_TOKEN_DOCS,
    fix="On 40001 and 42001 fetch a token and repeat the call once.",
    needs=("login", "phone"),
    run=_run,
)
