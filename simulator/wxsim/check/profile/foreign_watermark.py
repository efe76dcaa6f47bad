"""Data that is sealed for another app is refused."""

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
    plain["watermark"]["appid"] = "wx0000000000000000"
    sealed = plain
    bench.refused(
        bench.send_profile(who, bench.sealed(who.person, sealed)), "a watermark of another app"
    )


CHECK = Check(
    id="profile.foreign-watermark",
    sentence="data that is sealed for another app is refused",
    why="Data of one Mini Program would be taken for another's.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html"
    ),
    fix="Compare watermark.appid with your own appid.",
    needs=("login", "profile"),
    run=_run,
)
