"""A code that is sent twice is refused, or one of the two is taken."""

from __future__ import annotations

from urllib.parse import parse_qs

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.verdict import Failed, Skipped
from wxsim.replay.values import variables_in

_MADE_UP = "0a1MadeUpByNobodyInParticular00000"


def _run(bench: Bench) -> None:
    login = bench.server.subject.calls["login"]
    if "code" not in variables_in([login.query, login.form or {}, login.json_ or {}]):
        raise Skipped("the mapping's login call sends the code in no query, form or JSON")
    code = bench.code(bench.person())
    for first, second in ((code, _MADE_UP), (_MADE_UP, code)):
        answer = bench.server.call("login", {"code": first}, twice={"code": second})
        if answer.failure or answer.status >= 500:
            raise Failed(
                f"two codes in one login got {answer.in_short}",
                "a refusal with a status of 400 to 499, or one of the two",
            )
    sent = {text for one in bench.asked() for text in parse_qs(one.query).get("js_code", [])}
    if sent - {code, _MADE_UP}:
        odd = ", ".join(map(repr, sorted(sent - {code, _MADE_UP})))
        raise Failed(f"of two codes the server asked WeChat about {odd}", "one of the two, or none")
    bench.login()


CHECK = Check(
    id="robustness.code-twice",
    sentence="a code that is sent twice is refused, or one of the two is taken",
    why=(
        "Two values make a list where a text was expected: a crash, or a parameter that a filter "
        "never saw."
    ),
    evidence=(
        "https://owasp.org/www-project-web-security-testing-guide/stable/"
        "4-Web_Application_Security_Testing/07-Input_Validation_Testing/"
        "04-Testing_for_HTTP_Parameter_Pollution"
    ),
    fix="Refuse what is no single text with 400.",
    run=_run,
)
