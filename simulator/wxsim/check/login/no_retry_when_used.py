"""A code that WeChat calls used is not tried again."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    code = bench.code(bench.person())
    bench.send_code(code)
    bench.mark()
    bench.send_code(code)
    asked = bench.asked()
    if len(asked) > 1:
        raise Failed(f"the server asked {len(asked)} times about a used code", "one question")


CHECK = Check(
    id="login.no-retry-when-used",
    sentence="a code that WeChat calls used is not tried again",
    why=(
        "A retry cannot succeed, and under load it doubles the calls that count towards the quota."
    ),
    evidence=CODE_TO_SESSION_DOCS,
    fix="Treat 40163 and 40029 as final.",
    severity="warning",
    run=_run,
)
