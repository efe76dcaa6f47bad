"""A wrong signature is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "rawData", "signature")
    who = bench.login()
    profile = bench.profile(who.person)
    profile["signature"] = "0" * 40
    bench.refused(bench.send_profile(who, profile), "a wrong signature")


CHECK = Check(
    id="profile.tampered-signature",
    sentence="a wrong signature is refused",
    why="A signature that is not checked is none.",
    evidence=SIGNATURE_DOCS,
    fix="Compare sha1(rawData + session_key) with the signature.",
    needs=("login", "profile"),
    run=_run,
)
