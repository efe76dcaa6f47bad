"""After a second login the new session works, and the old one ends or works on."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    person = bench.person()
    old, new = bench.login(person), bench.login(person)
    answer = bench.me(new)
    if not answer.ok:
        raise Failed(f"the new session got {answer.in_short}", "a good answer")
    answer = bench.me(old)
    if not answer.ok:
        bench.refused(answer, "the old session")
    stated = bench.server.subject.sessions.login_again
    found = "keeps" if answer.ok else "ends"
    # A token that stays the same is for secrets.token-fresh to tell.
    if stated not in (None, found) and old.session != new.session:
        raise Failed(
            f"a new login {found} the old session", f"it {stated} it, as the subject states"
        )


CHECK = Check(
    id="sessions.login-again",
    sentence="after a second login the new session works, and the old one does as stated",
    why="A server error here logs people out for good, and an old session may be a thief's.",
    evidence=LOGIN_DOCS,
    fix=(
        "Decide whether a new login ends the old session, answer 401 where it has ended, and say "
        "so in the subject: sessions.login_again."
    ),
    needs=("login", "me"),
    run=_run,
)
