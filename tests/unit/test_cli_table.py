"""Aligned text."""

from __future__ import annotations

import click
import pytest

from wxsim.textwidth import cut, width
from wxsim_cli.table import fields, table


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("alice", 5),
        ("爱丽丝", 6),
        ("ＡＢ", 4),
        ("é", 1),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("🌧\N{VARIATION SELECTOR-16}", 1),
        ("𠮷", 2),
        ("", 0),
    ],
)
def test_a_wide_character_takes_two_places_and_a_combining_one_none(text: str, places: int) -> None:
    assert width(text) == places


def test_columns_stay_aligned_beside_chinese_text() -> None:
    shown = click.unstyle(table(("NAME", "CITY"), [("爱丽丝", "广州"), ("bob", "Hangzhou")]))
    assert shown.splitlines() == [
        "NAME    CITY",
        "爱丽丝  广州",
        "bob     Hangzhou",
    ]


def test_a_table_without_rows_is_its_headings() -> None:
    assert click.unstyle(table(("NAME", "CITY"), [])) == "NAME  CITY"


def test_an_empty_cell_shows_a_dash() -> None:
    assert fields([("name", "alice"), ("city", "")]) == "name  alice\ncity  -"


def test_a_value_cannot_move_the_cursor_or_start_a_line() -> None:
    assert fields([("name", "a\x1b[2Jb\nc")]) == r"name  a\x1b[2Jb\nc"


@pytest.mark.parametrize(
    ("room", "shown"),
    [(9, "爱丽丝abc"), (8, "爱丽丝a…"), (6, "爱丽…"), (4, "爱…"), (2, "…"), (1, "…")],
)
def test_a_text_is_cut_to_the_room_there_is(room: int, shown: str) -> None:
    assert cut("爱丽丝abc", room) == shown
    assert width(shown) <= room
