"""A session token ends when its time has come."""

from __future__ import annotations

import time
from contextlib import ExitStack

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import SESSION_MANAGEMENT
from wxsim.check.verdict import Failed, Skipped

# Whoever has longer sessions says in the subject how to shorten them.
_LONGEST_WAIT = 15
_MARGIN = 0.1
# Many stores count whole seconds.
_ROUNDING = 1.2


def _run(bench: Bench) -> None:
    sessions = bench.server.subject.sessions
    seconds = sessions.seconds
    if seconds is None:
        raise Skipped("the subject does not say how long a session lives: sessions.seconds")
    if seconds > _LONGEST_WAIT:
        raise Skipped(
            f"a session lives {seconds:g} s, and no check waits that long; let sessions.env "
            "shorten it"
        )
    with ExitStack() as stack:
        server = stack.enter_context(bench.another(sessions.env)) if sessions.env else bench
        who = server.login()
        answer = server.me(who)
        if not answer.ok:
            raise Failed(f"the session's first call got {answer.in_short}", "a good answer")
        # Each call may prolong a session, so that two looks are all there can be.
        for wait in (_MARGIN, _ROUNDING):
            time.sleep(seconds + wait)
            answer = server.me(who)
            if not answer.ok:
                break
        server.refused(answer, f"a session token of more than {seconds:g} seconds ago")


CHECK = Check(
    id="sessions.expired",
    sentence="a session token ends when its time has come",
    why="A phone that is lost or sold stays logged in for ever.",
    evidence=SESSION_MANAGEMENT,
    fix="Keep the end of a session beside it, look at it at each call, and answer 401 after it.",
    needs=("login", "me"),
    run=_run,
)
