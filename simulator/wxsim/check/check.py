"""What a contract check is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from wxsim.check.bench import Bench

Severity = Literal["error", "warning"]


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
