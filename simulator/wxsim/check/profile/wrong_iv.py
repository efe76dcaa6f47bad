"""EncryptedData with a wrong iv is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "encryptedData", "iv")
    who = bench.login()
    profile = bench.profile(who.person)
    profile["iv"] = "AAAAAAAAAAAAAAAAAAAAAA=="
    bench.refused(bench.send_profile(who, profile), "a wrong iv")


CHECK = Check(
    id="profile.wrong-iv",
    sentence="encryptedData with a wrong iv is refused",
    why="The first block decrypts to rubbish, and a parser that is not prepared for it fails.",
    evidence=SIGNATURE_DOCS,
    fix="Treat what does not decrypt to a JSON object as forged: 400 or 403.",
    needs=("login", "profile"),
    run=_run,
)
