"""The report for a terminal: one line per check, and only failures open up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wxsim.check.report.evidence import evidence
from wxsim.check.running import Result

_INDENT = " " * 6

Style = Callable[[str, str], str]


def word_for(result: Result) -> str:
    """Return how a check ended, in a word of four letters at most."""
    if result.state == "failed":
        if result.counts:
            return "FAIL"
        return "know" if result.known else "warn"
    return {"passed": "ok", "skipped": "skip"}[result.state]


def lines_of(result: Result, style: Style = lambda text, _: text) -> Iterator[str]:
    """Yield the lines about one check.

    Args:
        result: how it ended.
        style: colours a text by a word of :func:`word_for`.
    """
    word = word_for(result)
    tail = f"  ({result.reason})" if result.state == "skipped" else ""
    yield f"{style(f'{word:4}', word)}  {result.check.id}  {result.check.sentence}{tail}"
    if result.state == "failed":
        for heading, text in evidence(result):
            yield f"{_INDENT}{heading}: {text}"
