"""Durations and moments as people write them, and as wxsim does."""

from __future__ import annotations

import pytest

from wxsim.times import iso, parse_duration, parse_moment


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


@pytest.mark.parametrize("number", [-1.0, float("inf"), float("nan"), 36_500 * 86_400 + 1.0])
def test_a_number_of_seconds_is_a_duration_within_bounds(number: float) -> None:
    assert parse_duration(1.5) == 1.5
    with pytest.raises(ValueError, match="give 0 seconds or more"):
        parse_duration(number)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-31T12:00:00Z",
        "2026-01-31T20:00:00+08:00",
        "2026-01-31T12:00:00",
        "2026-01-31 12:00:00",
        1_769_860_800,
        1_769_860_800.0,
    ],
)
def test_a_moment_names_its_zone_or_is_utc(moment: str | float) -> None:
    assert parse_moment(moment) == 1_769_860_800


@pytest.mark.parametrize(
    "moment", ["", "Z", "noon", "2026-13-01", "2000-01-01", 5, -1.0, float("nan"), 1e300]
)
def test_what_is_no_moment_here_is_refused_with_an_example(moment: str | float) -> None:
    with pytest.raises(ValueError, match=r"write 2026-01-31T12:00:00Z .* between 2001 and 2106"):
        parse_moment(moment)


@pytest.mark.parametrize(
    ("at", "digits", "text"),
    [
        (1_769_860_800, 0, "2026-01-31T12:00:00Z"),
        (1_769_860_800.25, 0, "2026-01-31T12:00:00Z"),
        (1_769_860_800.25, None, "2026-01-31T12:00:00.250Z"),
        (1_769_860_800, None, "2026-01-31T12:00:00Z"),
        (1_769_860_800, 3, "2026-01-31T12:00:00.000Z"),
        (1e15, 0, "9999-12-31T23:59:59Z"),
    ],
)
def test_a_time_is_written_in_utc(at: float, digits: int | None, text: str) -> None:
    assert iso(at, digits=digits) == text
