"""A profile that is sealed with the right key and says what it should not."""

from __future__ import annotations

from typing import Any

from wxsim.check.bench import Bench, LoggedIn
from wxsim.check.server import Answer


def send_watermarked(bench: Bench, who: LoggedIn, **changes: Any) -> Answer:
    """Send somebody's profile, encrypted as WeChat does it, with another watermark.

    Args:
        bench: whose WeChat seals it.
        who: has logged in.
        changes: fields of the watermark: ``appid``, ``timestamp``.
    """
    now = int(bench.world.clock.now(bench.app.appid))
    # All the rest is right, so that nothing else can be what is refused.
    plain = {
        **bench.profile(who.person)["userInfo"],
        "openId": bench.world.users.of(bench.app, who.person).openid,
        "watermark": {"timestamp": now, "appid": bench.app.appid, **changes},
    }
    return bench.send_profile(who, bench.sealed(who.person, plain))
