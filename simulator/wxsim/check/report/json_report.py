"""The report as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wxsim.check.report.evidence import evidence
from wxsim.check.report.summary import counted
from wxsim.check.running import Result


def json_report(results: Sequence[Result], *, seed: str, server: str) -> dict[str, Any]:
    """Return a run as plain data.

    Args:
        results: how each check ended.
        seed: of the WeChat behind the server.
        server: the server's address.
    """
    return {
        "server": server,
        "seed": seed,
        **counted(results),
        "ok": not any(result.counts for result in results),
        "checks": [
            {
                "id": result.check.id,
                "sentence": result.check.sentence,
                "severity": result.check.severity,
                "state": result.state,
                "known": result.known,
                "counts": result.counts,
                "seconds": result.seconds,
                "reason": result.reason,
                "evidence": [list(pair) for pair in evidence(result)]
                if result.state == "failed"
                else [],
            }
            for result in results
        ],
    }
