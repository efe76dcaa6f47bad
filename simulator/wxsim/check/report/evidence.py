"""The story of a failed check: what was sent, what came, what WeChat saw."""

from __future__ import annotations

from collections.abc import Iterator

from wxsim.check.running import Result


def evidence(result: Result) -> Iterator[tuple[str, str]]:
    """Yield what a report shows of a failed check, each with its heading, in order."""
    yield "saw", result.reason
    yield "expected", result.expected
    for answer in result.said:
        yield "sent", f"{answer.request} {_short(answer.sent)}".rstrip()
        yield "got", answer.in_short
    for exchange in result.asked:
        asked = f"{exchange.method} {exchange.path}"
        outcome = f"errcode {exchange.errcode}: {exchange.why}" if exchange.errcode else "good"
        spoiled = f" ({exchange.fault})" if exchange.fault else ""
        yield "WeChat saw", f"{asked} → {outcome}{spoiled}"
    yield "why it matters", result.check.why
    yield "evidence", result.check.evidence
    yield "fix", result.check.fix
    if result.said:
        yield "repeat it", result.said[-1].curl


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 300 else one_line[:300] + "…"
