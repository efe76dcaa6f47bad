"""The AppSecret never reaches the client."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.secrets.hiding import require_hidden
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    bench.login()
    bench.send_code("no-such-code")
    for kind in ("drop", "garbage"):
        with bench.trouble(Fault(kind=kind, path=CODE_TO_SESSION)):
            bench.send_code(bench.code(bench.person()))
    require_hidden(bench, bench.app.secret, "the AppSecret")


CHECK = Check(
    id="secrets.app-secret",
    sentence="the AppSecret never reaches the client",
    why="It is the key to everything the app may do; WeChat has to be asked for a new one.",
    evidence=LOGIN_DOCS,
    fix="Never echo requests to WeChat, nor errors of the HTTP library, which hold the URL.",
    run=_run,
)
