"""The access_token never reaches the client."""

from __future__ import annotations

from wxsim.check.bench import PHONE_NUMBER, Bench
from wxsim.check.check import Check
from wxsim.check.evidence import ACCESS_TOKEN_DOCS
from wxsim.check.secrets.hiding import require_hidden
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    who = bench.login()
    bench.send_phone(who)
    bench.send_phone(who, "no-such-code")
    with bench.trouble(Fault(kind="drop", path=PHONE_NUMBER)):
        bench.send_phone(who)
    for token in bench.world.tokens.remembered(bench.app):
        require_hidden(bench, token.value, "the access_token")


CHECK = Check(
    id="secrets.access-token",
    sentence="the access_token never reaches the client",
    why=(
        "With it anybody sends messages and reads phone numbers in the app's name, for two hours."
    ),
    evidence=ACCESS_TOKEN_DOCS,
    fix="Keep it on the server.",
    needs=("login", "phone"),
    run=_run,
)
