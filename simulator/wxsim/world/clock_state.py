"""How a time was moved."""

from __future__ import annotations

import msgspec


class ClockState(msgspec.Struct, frozen=True, kw_only=True):
    """How a time differs from the machine's.

    Attributes:
        offset: seconds that are added to the machine's time.
        frozen_at: Unix seconds where the time stands still; None while it runs.
    """

    offset: float = 0.0
    frozen_at: float | None = None
