"""Encrypted data of last year is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS
from wxsim.check.profile.sealing import send_watermarked

_YEAR = 365 * 86_400


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "encryptedData", "iv")
    last_year = int(bench.world.clock.now(bench.app.appid)) - _YEAR
    answer = send_watermarked(bench, bench.login(), timestamp=last_year)
    bench.refused(answer, "a watermark of a year ago")


CHECK = Check(
    id="profile.old-data",
    sentence="encrypted data of last year is refused",
    why="What was once overheard could be sent again for ever.",
    evidence=SIGNATURE_DOCS,
    fix="Refuse data whose watermark.timestamp is older than an hour or a day.",
    severity="warning",
    needs=("login", "profile"),
    run=_run,
)
