"""An openid in a header or a cookie is not believed."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed

_NAMES = ("X-WX-OPENID", "X-Openid", "Openid")


def _run(bench: Bench) -> None:
    bench.require_given("me", "userId")
    victim, thief = bench.login(), bench.person()
    openid = bench.world.users.of(bench.app, victim.person).openid
    mine = bench.me(victim).gives.get("userId")
    headers = dict.fromkeys(_NAMES, openid)
    cookie = {"Cookie": f"openid={openid}; openId={openid}"}
    stolen = bench.server.call("login", {"code": bench.code(thief)}, headers=headers | cookie)
    # A cookie may be what carries the session: it is left alone then.
    carried = {name.lower() for name in bench.server.subject.calls["me"].headers}
    forged = headers if "cookie" in carried else headers | cookie
    if stolen.session:
        variables = {**stolen.gives, "session": stolen.session}
        seen = bench.server.call("me", variables, headers=forged)
        if seen.gives.get("userId") == mine:
            raise Failed(
                "a call with somebody's openid in its headers got their account", "one's own"
            )
    without = bench.server.call("login", {}, headers=headers | cookie)
    if without.ok or without.session:
        raise Failed(
            "a login with an openid among its headers and without a code got a session", "none"
        )


CHECK = Check(
    id="secrets.openid-in-header",
    sentence="an openid in a header or a cookie is not believed",
    why=(
        "WeChat's cloud sets X-WX-OPENID for what runs inside it; on any other address the "
        "client sets it, and is whoever it likes."
    ),
    evidence=LOGIN_DOCS,
    fix="Take the openid from WeChat's answer alone, and drop such headers at the gateway.",
    needs=("login", "me"),
    run=_run,
)
