"""Aligned text in which a Chinese character takes two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import click

from wxsim.textwidth import width

_GAP = "  "


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table, its headings in bold.

    Terminals disagree about the width of some emoji. Put the column that may
    hold them last, where it shifts nothing.
    """
    lines = [headings, *([plain(cell) for cell in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    heading, *others = (_line(line, widths) for line in lines)
    return "\n".join([click.style(heading, bold=True), *others])


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """Lay out names and values, one pair a line."""
    listed = [(name, plain(value)) for name, value in pairs]
    widest = max(width(name) for name, _ in listed)
    return "\n".join(_line(pair, [widest, 0]) for pair in listed)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (wanted - width(cell)) for cell, wanted in zip(cells, widths, strict=True)
    )
    return _GAP.join(padded).rstrip()


def plain(text: str) -> str:
    """Return a text that cannot move the cursor or start a new line; ``-`` for an empty one."""
    shown = "".join(
        repr(character)[1:-1] if unicodedata.category(character) == "Cc" else character
        for character in text
    )
    return shown or "-"
