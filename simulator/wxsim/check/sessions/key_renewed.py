"""Data that is signed with a renewed session_key is no server error."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    who = bench.login()
    bench.world.sessions.renew(bench.app, who.person)
    answer = bench.send_profile(who, bench.profile(who.person))
    if answer.failure or answer.status >= 500:
        raise Failed(
            f"the server answered {answer.in_short}", "acceptance, or a status of 400 to 499"
        )
    again = bench.login(who.person)
    answer = bench.send_profile(again, bench.profile(who.person))
    if not answer.ok:
        raise Failed(f"after a new login it answered {answer.in_short}", "a good answer")


CHECK = Check(
    id="sessions.key-renewed",
    sentence="data that is signed with a renewed session_key is no server error",
    why=(
        "WeChat renews the key whenever it likes; the one who is in the middle of something "
        "then sees a 500."
    ),
    evidence=SIGNATURE_DOCS,
    fix="Answer 401 or 403, so that the program logs in again and sends the data anew.",
    needs=("login", "profile"),
    run=_run,
)
