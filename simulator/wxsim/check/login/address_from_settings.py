"""WeChat is asked where the settings say it is."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    answer = bench.send_code(bench.code(bench.person()))
    if not bench.asked():
        raise Failed(
            f"a login got {answer.in_short}, and nobody asked the WeChat of the settings",
            "one exchange of the code there",
        )


CHECK = Check(
    id="login.address-from-settings",
    sentence="WeChat is asked where the settings say it is",
    why=(
        "An address that stands in the code cannot be tested, and a mock mode that stays on logs "
        "everybody in."
    ),
    evidence=CODE_TO_SESSION_DOCS,
    fix="Read the address from a setting whose default is https://api.weixin.qq.com.",
    run=_run,
)
