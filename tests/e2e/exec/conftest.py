"""How to run a program under `wxsim exec`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from exec_runs import WXSIM, Run


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    quiet = {name: text for name, text in os.environ.items() if not name.startswith("WXSIM_")}
    return {**quiet, "WXSIM_CA_DIR": str(tmp_path / "ca")}


@pytest.fixture
def execute(environ: dict[str, str]) -> Run:
    def run(
        *words: str, options: tuple[str, ...] = ("--port", "0"), **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*WXSIM, "exec", *options, "--", *words],
            env={**environ, **more},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
