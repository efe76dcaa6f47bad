"""A wrong content type is survived."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import INPUT_VALIDATION
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    answer = bench.server.call(
        "login", {}, data=b"\x00\xff", method="POST", headers={"Content-Type": "image/png"}
    )
    if answer.status >= 500:
        raise Failed(
            f"a body of another content type got {answer.in_short}", "a status of 400 to 499"
        )
    if answer.session:
        raise Failed("a body of another content type got a session", "a refusal")
    bench.login()


CHECK = Check(
    id="robustness.wrong-content-type",
    sentence="a wrong content type is survived",
    why="Scanners send everything.",
    evidence=INPUT_VALIDATION,
    fix="Refuse with a status of 400 to 499, and go on.",
    run=_run,
)
