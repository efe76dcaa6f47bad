"""Going back to how a world began."""

from __future__ import annotations

from wxsim.server_api import Journal
from wxsim.world import World
from wxsim.world.snapshots import LASTING


def reset(world: World, journal: Journal) -> None:
    """Make a world what it was when it was opened anew, so that all it gives out comes again.

    Apps and people are those it was opened with, in a world that was kept
    somewhere too. The clock is where it was at opening, rids begin from the
    first, nothing waits to go wrong, journal and ledger are empty. Snapshots
    stay.

    Where other processes share the store, their journals, ledgers and rids go
    on as they were.

    Args:
        world: what :func:`wxsim.opening.open_world` returned. One that was made
            otherwise becomes empty.
        journal: what its Server API writes.

    Raises:
        StoreError: the store cannot be written.
    """
    world.store.restore(world.seed_data, without=LASTING)
    world.timekeeping.begin_again()
    world.identifiers.restart()
    world.ledger.clear()
    journal.clear()
