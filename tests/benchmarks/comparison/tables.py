"""Rows as text, for a terminal and for a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from comparison.figures import FIGURES, Rounds, Spread
from comparison.servers import COMPILED, WXSIM, Server
from comparison.targets import TARGETS, Target

Row = Sequence[str]


def written(spread: Spread, digits: int) -> str:
    """Write a median and, where the rounds differ, the least and the greatest value."""
    middle, low, high = (
        f"{value:,.{digits}f}" for value in (spread.median, spread.low, spread.high)
    )
    return middle if low == high else f"{middle} ({low}–{high})"


def figure_rows(
    servers: Sequence[Server], results: Mapping[str, Rounds], notes: Mapping[str, str]
) -> list[Row]:
    """Return the table of all servers, its head first.

    Args:
        servers: in this order.
        results: by the servers' names.
        notes: why a server has no results, or what else is to be said of it.
    """
    rows: list[Row] = [["server", *(figure.title for figure in FIGURES)]]
    for server in servers:
        rounds = results.get(server.name)
        if rounds:
            cells = [written(figure.over(rounds), figure.digits) for figure in FIGURES]
            rows.append([server.name, *cells])
        else:
            rows.append([server.name, notes.get(server.name, "not measured")])
    return rows


def target_rows(results: Mapping[str, Rounds]) -> list[Row]:
    """Return the table of the targets, its head first."""
    rows: list[Row] = [["ratio", "target", *(ours.name for ours in (WXSIM, COMPILED))]]
    for target in TARGETS:
        verdicts = (_verdict(target, ours, results) for ours in (WXSIM, COMPILED))
        rows.append([target.what, f"≥ {target.at_least:g}", *verdicts])
    return rows


def _verdict(target: Target, ours: Server, results: Mapping[str, Rounds]) -> str:
    measured = target.measured(ours, results)
    if measured is None:
        return "not measured"
    return f"{written(measured, 1)}, {'met' if target.is_met(measured) else 'not met'}"


def as_text(rows: Sequence[Row]) -> str:
    """Write rows in aligned columns. A row with fewer cells than the head runs on."""
    full = [row for row in rows if len(row) == len(rows[0])]
    widths = [max(_width(row[column]) for row in full) for column in range(len(rows[0]))]
    widths[0] = max(_width(row[0]) for row in rows)
    lines = []
    for row in rows:
        cells = [cell + " " * (widths[column] - _width(cell)) for column, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row]) -> str:
    """Write rows as a table of a Markdown page."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(
        "| " + " | ".join([*line, *[""] * (len(head) - len(line))]) + " |" for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
