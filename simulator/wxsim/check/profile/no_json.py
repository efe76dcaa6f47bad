"""Encrypted data that is no JSON is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "encryptedData", "iv")
    who = bench.login()
    for text in ("no JSON at all", "[1, 2, 3]"):
        bench.refused(
            bench.send_profile(who, bench.sealed(who.person, text)),
            f"encrypted data that says {text!r}",
        )


CHECK = Check(
    id="profile.no-json",
    sentence="encrypted data that is no JSON is refused",
    why="A parser that is not prepared for it fails with a 500.",
    evidence=SIGNATURE_DOCS,
    fix="Treat what does not decrypt to a JSON object as forged: 400 or 403.",
    needs=("login", "profile"),
    run=_run,
)
