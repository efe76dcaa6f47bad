"""Data that is sealed for another app is refused."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SIGNATURE_DOCS
from wxsim.check.profile.sealing import send_watermarked


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "encryptedData", "iv")
    answer = send_watermarked(bench, bench.login(), appid="wx0000000000000000")
    bench.refused(answer, "a watermark of another app")


CHECK = Check(
    id="profile.foreign-watermark",
    sentence="data that is sealed for another app is refused",
    why="Data of one Mini Program would be taken for another's.",
    evidence=SIGNATURE_DOCS,
    fix="Compare watermark.appid with your own appid.",
    needs=("login", "profile"),
    run=_run,
)
