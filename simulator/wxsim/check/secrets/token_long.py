"""The session token is long enough not to be guessed."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SESSION_MANAGEMENT
from wxsim.check.verdict import Failed

# What 16 bytes are in base64.
_LEAST = 22


def _run(bench: Bench) -> None:
    session = bench.login().session
    if len(session) < _LEAST:
        raise Failed(f"the session token has {len(session)} characters", f"{_LEAST} at least")


CHECK = Check(
    id="secrets.token-long",
    sentence="the session token is long enough not to be guessed",
    why="A short token, or a number that counts up, lets anybody try until they are somebody.",
    evidence=SESSION_MANAGEMENT,
    fix="Make it of 16 random bytes or more: secrets.token_urlsafe(32), crypto.randomUUID().",
    run=_run,
)
