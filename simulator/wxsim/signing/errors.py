"""What is wrong with a key."""

from __future__ import annotations


class BadKey(ValueError):
    """A key cannot be used; the text says what a good one is."""
