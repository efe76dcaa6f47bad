"""What a contract check is, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wxsim.check.bench import Bench

Severity = Literal["error", "warning"]


class Failed(Exception):
    """The server under test does it wrong.

    Args:
        saw: what it did, in a sentence.
        expected: what would be right.
    """

    def __init__(self, saw: str, expected: str) -> None:
        super().__init__(f"{saw}; expected: {expected}")
        self.saw = saw
        self.expected = expected


class Skipped(Exception):
    """The check does not apply to this server; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule for login servers.

    Attributes:
        id: family and name, such as ``login.code-once``.
        sentence: the rule.
        why: what goes wrong in production when it is broken.
        evidence: where WeChat says so, or who reported it.
        fix: what to do.
        needs: calls of the mapping without which the check is skipped.
        run: plays it; raises Failed or Skipped.
    """

    id: str
    sentence: str
    why: str
    evidence: str
    fix: str
    run: Callable[[Bench], None] = field(repr=False)
    severity: Severity = "error"
    needs: tuple[str, ...] = ("login",)

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]
