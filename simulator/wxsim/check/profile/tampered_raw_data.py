"""RawData that was changed is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "rawData", "signature")
    who = bench.login()
    profile = bench.profile(who.person)
    profile["rawData"] = profile["rawData"].replace('"gender":', '"gender":1', 1)
    bench.refused(bench.send_profile(who, profile), "rawData that was changed")


CHECK = Check(
    id="profile.tampered-raw-data",
    sentence="rawData that was changed is refused",
    why="Anybody could store anything in WeChat's name.",
    evidence=SIGNATURE_DOCS,
    fix="Compare sha1(rawData + session_key) with the signature before reading rawData.",
    needs=("login", "profile"),
    run=_run,
)
