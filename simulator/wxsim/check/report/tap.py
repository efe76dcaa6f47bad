"""The report as TAP 13."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wxsim.check.report.evidence import evidence
from wxsim.check.running import Result


def tap(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of a report in the Test Anything Protocol."""
    yield "TAP version 13"
    yield f"1..{len(results)}"
    for number, result in enumerate(results, 1):
        state = "not ok" if result.state == "failed" else "ok"
        directive = ""
        if result.state == "skipped":
            directive = f" # SKIP {result.reason}"
        elif result.state == "failed" and not result.counts:
            # TAP has no warnings: what may fail is to be done.
            directive = " # TODO known" if result.known else " # TODO a warning"
        yield f"{state} {number} - {result.check.id} {result.check.sentence}{directive}"
        if result.state == "failed":
            for heading, text in evidence(result):
                yield f"  # {heading}: {' '.join(text.split())}"
