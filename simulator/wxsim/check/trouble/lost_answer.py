"""An answer that is lost costs one login, not two."""

from __future__ import annotations

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.verdict import Failed
from wxsim.world import Fault


def _run(bench: Bench) -> None:
    person = bench.person()
    with bench.trouble(Fault(kind="lost-answer", path=CODE_TO_SESSION)):
        bench.clean_answer(bench.send_code(bench.code(person)), "WeChat's answer was lost")
    asked = bench.asked()
    if len(asked) != 1:
        raise Failed(f"the server sent the js_code {len(asked)} times", "once: it is spent")
    bench.login(person)


CHECK = Check(
    id="trouble.lost-answer",
    sentence="an answer that is lost costs one login, not two",
    why="WeChat has spent the code; whoever sends it again is told 40163, and blames the person.",
    evidence=CODE_TO_SESSION_DOCS,
    fix="Never send a js_code twice: answer that the login has to begin anew.",
    run=_run,
)
