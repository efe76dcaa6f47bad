"""A `wxsim serve` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "wxsim_cli", "serve", "--port", "0", "--json"]


@dataclass(frozen=True)
class Served:
    """A simulator that answers.

    Attributes:
        facts: what it printed as it began.
    """

    process: subprocess.Popen[str]
    facts: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.facts["url"])


@contextmanager
def serving(*options: str | Path, **environ: str) -> Iterator[Served]:
    """Serve with these options and variables, and end it however the test ends."""
    with subprocess.Popen(
        [*COMMAND, *map(str, options)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    ) as process:
        assert process.stdout is not None
        try:
            yield Served(process, json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
