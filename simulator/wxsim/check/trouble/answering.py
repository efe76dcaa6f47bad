"""What the checks of the family trouble have in common."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wxsim.check.bench import CODE_TO_SESSION, Bench
from wxsim.world import Fault

# The fix for whatever WeChat does that is none of the person's business.
CATCH_IT = (
    "Catch it where you call WeChat, and answer 502 or 503 with a sentence the program can show."
)


def answers_cleanly(fault: Fault, what: str) -> Callable[[Bench], None]:
    """Return the run of a check: a clean answer while WeChat misbehaves, and a login after it.

    Args:
        fault: how it misbehaves, at every exchange of a code.
        what: the same in words that go on after "when".
    """
    everywhere = msgspec.structs.replace(fault, path=CODE_TO_SESSION, times=None)

    def run(bench: Bench) -> None:
        person = bench.person()
        with bench.trouble(everywhere):
            bench.clean_answer(bench.send_code(bench.code(person)), what)
        bench.login(person)

    return run
