"""The session_key never reaches the client."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS
from wxsim.check.secrets.hiding import require_hidden


def _run(bench: Bench) -> None:
    who = bench.login()
    keys = [bench.session_key(who.person)]
    if bench.server.has("profile"):
        bench.send_profile(who, bench.profile(who.person))
        bench.send_profile(who, {**bench.profile(who.person), "signature": "0" * 40})
    for key in keys:
        require_hidden(bench, key, "the session_key")


CHECK = Check(
    id="secrets.session-key",
    sentence="the session_key never reaches the client",
    why=(
        "Whoever has it forges signed profiles and reads encrypted data, phone numbers among them."
    ),
    evidence=SIGNATURE_DOCS,
    fix="Keep it on the server, beside the session, and answer with a token of your own.",
    run=_run,
)
