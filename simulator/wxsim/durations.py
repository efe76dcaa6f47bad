"""Durations as people write them."""

from __future__ import annotations

import re

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(?:[0-9]{1,12}[smhd])+")
# A hundred years: beyond that, dates soon have no form that HTTP could carry.
_LONGEST = 36_500 * 86_400
_PART = re.compile(r"([0-9]+)([smhd])")


def parse_duration(text: str) -> int:
    """Return the seconds in a text such as ``90s``, ``5m`` or ``1h30m``.

    Raises:
        ValueError: it is none; the message says how one looks.
    """
    if not _DURATION.fullmatch(text):
        raise ValueError(f"{text!r} is no duration; write 90s, 5m, 2h, 3d or 1h30m")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    if seconds > _LONGEST:
        raise ValueError(f"{text} is longer than a hundred years; write 36500d or less")
    return seconds
