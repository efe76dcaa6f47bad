"""Faults as text."""

from __future__ import annotations

from typing import Any

from wxsim.times import iso
from wxsim_cli.table import table

_HEADINGS = ("NUMBER", "WHAT", "PATH", "APP", "PERSON", "HOW OFTEN", "STRUCK")


def fault_table(faults: list[dict[str, Any]]) -> str:
    """Return faults as a table, one a line."""
    return table(
        _HEADINGS,
        (
            (
                str(fault["number"]),
                _what(fault),
                fault["path"],
                fault["appid"] or "any",
                fault["person"] or "any",
                _how_often(fault),
                str(fault["struck"]),
            )
            for fault in faults
        ),
    )


def _what(fault: dict[str, Any]) -> str:
    kind: str = fault["kind"]
    detail = {"errcode": "errcode", "http": "http", "delay": "delay"}.get(kind)
    if detail is None:
        return kind
    return f"{kind} {fault[detail]:g}{' s' if kind == 'delay' else ''}"


def _how_often(fault: dict[str, Any]) -> str:
    if fault["rate"] is not None:
        return f"rate {fault['rate']:g}"
    if fault["until"] is not None:
        return f"until {iso(fault['until'])}"
    times = fault["times"]
    return "always" if times is None else "once" if times == 1 else f"{times} times"
