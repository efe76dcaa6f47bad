"""Whole worlds: back to the beginning, or to a state that was kept."""

from __future__ import annotations

from wxsim.control.about import About, about
from wxsim.control.route import Asked, Route, does, get
from wxsim.resetting import reset
from wxsim.world.snapshots import SnapshotInfo


def reset_world(asked: Asked) -> About:
    """Go back to how the world began."""
    reset(asked.world, asked.journal)
    return about(asked)


def list_snapshots(asked: Asked) -> list[SnapshotInfo]:
    """Return the snapshots, oldest first."""
    return asked.world.snapshots.list()


def save_snapshot(asked: Asked) -> SnapshotInfo:
    """Keep everything as it is now."""
    return asked.world.snapshots.save(asked.path["name"])


def restore_snapshot(asked: Asked) -> SnapshotInfo:
    """Go back to a snapshot."""
    return asked.world.snapshots.restore(asked.path["name"])


def delete_snapshot(asked: Asked) -> SnapshotInfo:
    """Forget a snapshot, and return what it was."""
    return asked.world.snapshots.delete(asked.path["name"])


ROUTES: tuple[Route, ...] = (
    does("POST /reset", "goes back to the seed data, at once", reset_world, About),
    get("/snapshots", "the snapshots, oldest first", list_snapshots, list[SnapshotInfo]),
    does("PUT /snapshots/{name}", "keeps everything as it is", save_snapshot, SnapshotInfo),
    does(
        "POST /snapshots/{name}/restore",
        "goes back to a snapshot",
        restore_snapshot,
        SnapshotInfo,
        finds=True,
    ),
    does(
        "DELETE /snapshots/{name}",
        "forgets a snapshot",
        delete_snapshot,
        SnapshotInfo,
        finds=True,
    ),
)
