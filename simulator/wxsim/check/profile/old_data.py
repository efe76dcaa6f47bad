"""Encrypted data of last year is refused."""

from __future__ import annotations

from typing import Any

from wxsim.check.bench import Bench
from wxsim.check.check import Check


def _run(bench: Bench) -> None:
    bench.require_sent("profile", "encryptedData", "iv")
    who = bench.login()
    openid = bench.world.users.of(bench.app, who.person).openid
    now = int(bench.world.clock.now(bench.app.appid))
    plain: dict[str, Any] = {"openId": openid, "nickName": "somebody", "gender": 0}
    plain["watermark"] = {"timestamp": now, "appid": bench.app.appid}
    plain["watermark"]["timestamp"] = now - 365 * 86_400
    sealed = plain
    bench.refused(
        bench.send_profile(who, bench.sealed(who.person, sealed)), "a watermark of a year ago"
    )


CHECK = Check(
    id="profile.old-data",
    sentence="encrypted data of last year is refused",
    why="What was once overheard could be sent again for ever.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html"
    ),
    fix="Refuse data whose watermark.timestamp is older than an hour or a day.",
    severity="warning",
    needs=("login", "profile"),
    run=_run,
)
