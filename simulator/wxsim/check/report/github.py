"""The report as annotations of a GitHub Actions run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wxsim.check.report.evidence import evidence
from wxsim.check.report.plain import lines_of
from wxsim.check.running import Result


def github(results: Sequence[Result]) -> Iterator[str]:
    """Yield workflow commands: an error or a warning for each check that failed."""
    for result in results:
        if result.state != "failed":
            yield from lines_of(result)
            continue
        level = "error" if result.counts else "warning"
        title = _property(f"{result.check.id}: {result.check.sentence}")
        told = "\n".join(f"{heading}: {text}" for heading, text in evidence(result))
        yield f"::{level} title={title}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
