"""Durations as people write them."""

from __future__ import annotations

import pytest

from wxsim.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("90s", 90),
        ("5m", 300),
        ("2h", 7_200),
        ("3d", 259_200),
        ("1h30m", 5_400),
        ("1d2h3m4s", 93_784),
        ("30m1h", 5_400),
    ],
)
def test_a_duration_is_the_sum_of_its_parts(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "5", "m", "5 m", "-5m", "1.5h", "5M", "5w", "5m ", "1h30", "5m\n", "five minutes"],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s, 5m, 2h, 3d or 1h30m") as refused:
        parse_duration(text)
    assert repr(text) in str(refused.value)


def test_more_than_a_hundred_years_is_no_duration() -> None:
    assert parse_duration("36500d") == 36_500 * 86_400
    with pytest.raises(ValueError, match="write 36500d or less"):
        parse_duration("36500d1s")
