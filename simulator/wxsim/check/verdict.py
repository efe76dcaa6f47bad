"""How a check ends that does not pass."""

from __future__ import annotations


class Failed(Exception):
    """The server under test does it wrong.

    Args:
        saw: what it did, in a sentence.
        expected: what would be right.
    """

    def __init__(self, saw: str, expected: str) -> None:
        super().__init__(f"{saw}; expected: {expected}")
        self.saw = saw
        self.expected = expected


class Skipped(Exception):
    """The check does not apply to this server; the text says why."""
