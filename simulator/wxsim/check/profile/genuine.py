"""A genuine profile is accepted."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    who = bench.login()
    answer = bench.send_profile(who, bench.profile(who.person))
    if not answer.ok:
        raise Failed(f"a genuine profile got {answer.in_short}", "a good answer")


CHECK = Check(
    id="profile.genuine",
    sentence="a genuine profile is accepted",
    why="Nobody can show who they are.",
    evidence=SIGNATURE_DOCS,
    fix="Check signature = sha1(rawData + session_key) over the bytes as they came.",
    needs=("login", "profile"),
    run=_run,
)
