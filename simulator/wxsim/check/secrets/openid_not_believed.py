"""An openid that the client sends is not believed."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.require_given("me", "userId")
    victim, thief = bench.login(), bench.person()
    openid = bench.world.users.of(bench.app, victim.person).openid
    # Asked now: a server that is taken in may end the victim's session.
    mine = bench.me(victim).gives.get("userId")
    names = dict.fromkeys(("openid", "openId", "open_id", "OpenId"), openid)
    stolen = bench.server.call("login", {"code": bench.code(thief)}, more=names)
    if not stolen.session:
        return
    seen = bench.server.call("me", {**stolen.gives, "session": stolen.session}, more=names)
    if seen.gives.get("userId") == mine:
        raise Failed(
            "a login with somebody's openid beside the code got their account", "one's own"
        )
    without = bench.server.call("login", {}, more=names)
    if without.ok or without.session:
        raise Failed("a login with an openid and without a code got a session", "none")


CHECK = Check(
    id="secrets.openid-not-believed",
    sentence="an openid that the client sends is not believed",
    why="Anybody who knows an openid would be that person.",
    evidence=LOGIN_DOCS,
    fix="Take the openid from WeChat's answer alone.",
    needs=("login", "me"),
    run=_run,
)
