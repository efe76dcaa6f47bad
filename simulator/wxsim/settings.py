"""What a world is made of, as a server is told it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DEFAULT_SEED = "1"

Durability = Literal["process", "disk"]


@dataclass(frozen=True)
class Settings:
    """What a world is made of. It can be sent to another process.

    Attributes:
        seed: None takes the seed the world was made with, or :data:`DEFAULT_SEED`.
        apps_file: a file of the caller's own. Its apps and its people take the
            places of the demo's, each where it has any.
        data: the directory in which the world survives this process.
        durability: what the directory survives: this process (``process``), or
            the power supply too (``disk``).
        store_url: the shared store, ``redis://…``, in place of a directory.
    """

    seed: str | None = None
    apps_file: Path | None = None
    data: Path | None = None
    durability: Durability = "process"
    store_url: str | None = None
