"""The anonymous profile of today's WeChat is accepted."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.policy(profile_era="current")
    who = bench.login()
    answer = bench.send_profile(who, bench.profile(who.person))
    if not answer.ok:
        raise Failed(f"the anonymous profile got {answer.in_short}", "a good answer")


CHECK = Check(
    id="profile.anonymous",
    sentence="the anonymous profile of today's WeChat is accepted",
    why=(
        "Since 2022 everybody is called 微信用户 with an empty region; a rule against empty "
        "fields locks all out."
    ),
    evidence=(
        "https://developers.weixin.qq.com/community/develop/doc/00022c683e8a80b29bed2142b56c01"
    ),
    fix="Let nickname, avatar and region be optional, and ask for them in a form of your own.",
    needs=("login", "profile"),
    run=_run,
)
