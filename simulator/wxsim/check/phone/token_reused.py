"""The access_token is fetched once and reused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import ACCESS_TOKEN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    who = bench.login()
    bench.send_phone(who)
    bench.mark()
    for _ in range(3):
        bench.send_phone(who)
    fetched = [one for one in bench.asked_all() if one.path.endswith("token")]
    if fetched:
        raise Failed(
            f"three calls fetched {len(fetched)} more tokens", "none: the first still worked"
        )


CHECK = Check(
    id="phone.token-reused",
    sentence="the access_token is fetched once and reused",
    why="Each fetch ends the token before it, and 2,000 fetches a day are all there are.",
    evidence=ACCESS_TOKEN_DOCS,
    fix="Keep the token until shortly before it expires, in one place for all workers.",
    needs=("login", "phone"),
    run=_run,
)
