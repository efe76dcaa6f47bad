"""How much room a text takes on a terminal: a Chinese character takes two places."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Return how many places a text takes. Terminals disagree about some emoji."""
    return sum(map(_places, text))


def cut(text: str, room: int) -> str:
    """Return a text that takes at most ``room`` places, with an ellipsis where it was cut."""
    if width(text) <= room:
        return text
    taken = 1
    for end, character in enumerate(text):
        taken += _places(character)
        if taken > room:
            return text[:end] + "…"
    return text


def _places(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
