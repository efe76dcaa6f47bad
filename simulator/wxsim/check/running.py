"""Running checks, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.instances import Another
from wxsim.check.server import Answer, LoginServer
from wxsim.check.verdict import Failed, Skipped
from wxsim.server_api import Journal
from wxsim.server_api.exchange import Exchange
from wxsim.world import App, World

State = Literal["passed", "failed", "skipped"]
# What is kept of a failed check's talk: the end of it is what failed.
_KEPT_ANSWERS = 4
_KEPT_EXCHANGES = 6


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How one check ended.

    Attributes:
        check: which.
        reason: why it was skipped, or what the server did wrong.
        expected: what would have been right.
        said: the last calls and answers, where it failed.
        asked: what the server asked WeChat, where it failed.
        known: whether a baseline lists it as a failure that may be.
        strict: whether warnings count as errors do.
    """

    check: Check
    state: State
    seconds: float
    reason: str = ""
    expected: str = ""
    said: tuple[Answer, ...] = ()
    asked: tuple[Exchange, ...] = ()
    known: bool = False
    strict: bool = False

    @property
    def counts(self) -> bool:
        """Whether it makes the run fail: the one rule for exit codes and all reports."""
        graver = self.strict or self.check.severity == "error"
        return self.state == "failed" and graver and not self.known


def run_checks(
    checks: Iterable[Check],
    *,
    world: World,
    journal: Journal,
    app: App,
    server: LoginServer,
    another: Another | None = None,
    begin: Callable[[Check], object] = lambda _: None,
) -> Iterator[Result]:
    """Run checks and yield how each ended, as soon as it has.

    Args:
        checks: which, in order.
        world: the WeChat behind the server.
        journal: what it was asked.
        app: whom the server works for.
        server: the server under test.
        another: starts one more of it, for the checks that need one.
        begin: told of each check before it runs, for a progress line.
    """
    for check in checks:
        begin(check)
        yield _run(check, Bench(world, journal, app, server, another))


def _run(check: Check, bench: Bench) -> Result:
    begun = time.perf_counter()

    def result(state: State, reason: str = "", expected: str = "") -> Result:
        failed = state == "failed"
        return Result(
            check=check,
            state=state,
            seconds=round(time.perf_counter() - begun, 3),
            reason=reason,
            expected=expected,
            said=tuple(one.as_evidence() for one in bench.server.said[-_KEPT_ANSWERS:])
            if failed
            else (),
            asked=tuple(bench.asked_all()[-_KEPT_EXCHANGES:]) if failed else (),
        )

    missing = [call for call in check.needs if not bench.server.has(call)]
    if missing:
        return result("skipped", f"the server has no {' and no '.join(missing)} call")
    try:
        check.run(bench)
    except Skipped as skipped:
        return result("skipped", str(skipped))
    except Failed as failed:
        return result("failed", failed.saw, failed.expected)
    finally:
        bench.clean_up()
    return result("passed")
