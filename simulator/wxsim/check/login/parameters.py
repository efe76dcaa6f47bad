"""The exchange is asked as WeChat documents it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    bench.login()
    asked = bench.asked()
    if not asked:
        raise Failed("the server gave a session without asking WeChat", "one exchange")
    exchange = asked[-1]
    query = dict(parse_qsl(exchange.query))
    wanted = {"appid", "secret", "js_code", "grant_type"}
    if exchange.method != "GET" or wanted - set(query):
        raise Failed(
            f"the server sent {exchange.method} with {', '.join(sorted(query)) or 'no parameters'}",
            "GET with appid, secret, js_code and grant_type in the query",
        )
    if query["grant_type"] != "authorization_code":
        raise Failed(f"grant_type was {query['grant_type']!r}", "authorization_code")


CHECK = Check(
    id="login.parameters",
    sentence="the exchange is asked as WeChat documents it",
    why=(
        "WeChat accepts some deviations today and refuses them tomorrow; others, such as a "
        "body, it never read."
    ),
    evidence=CODE_TO_SESSION_DOCS,
    fix=(
        "GET /sns/jscode2session with appid, secret, js_code and "
        "grant_type=authorization_code in the query."
    ),
    run=_run,
)
