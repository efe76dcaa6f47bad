"""The openid stays on the server."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.secrets.hiding import require_hidden


def _run(bench: Bench) -> None:
    who = bench.login()
    if bench.server.has("me"):
        bench.me(who)
    if bench.server.has("profile"):
        bench.send_profile(who, bench.profile(who.person))
    require_hidden(bench, bench.world.users.of(bench.app, who.person).openid, "the openid")


CHECK = Check(
    id="secrets.openid",
    sentence="the openid stays on the server",
    why=(
        "It never changes, and one interface that takes it for a proof is enough: the program "
        "has no use for it."
    ),
    evidence=LOGIN_DOCS,
    fix="Give the client an account number of your own, in bodies, cookies and redirects alike.",
    severity="warning",
    run=_run,
)
