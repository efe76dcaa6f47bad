"""A js_code is exchanged once."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.login()
    asked = bench.asked()
    if len(asked) != 1:
        raise Failed(f"the server exchanged the code {len(asked)} times", "one exchange")


CHECK = Check(
    id="login.code-once",
    sentence="a js_code is exchanged once",
    why=(
        "The second exchange gets 40163, and one login in a hundred fails without a reason "
        "that anybody can see."
    ),
    evidence=CODE_TO_SESSION_DOCS,
    fix=(
        "Call jscode2session in one place, once for each login, without a library's automatic"
        " retries."
    ),
    run=_run,
)
