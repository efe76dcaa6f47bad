"""What every part of the world stands on."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.store import Store
from wxsim.world.clock import Clock
from wxsim.world.identifiers import Identifiers
from wxsim.world.ledger import Ledger


@dataclass(frozen=True)
class Ground:
    """Where things are kept, what time it is, how they are named, what happened."""

    store: Store
    clock: Clock
    identifiers: Identifiers
    ledger: Ledger
