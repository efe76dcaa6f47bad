"""Login servers by other hands, in other frameworks, checked as they stand in the docs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKED = Path(__file__).parents[2] / "docs" / "checked"


def required(program: str) -> str:
    """Return where a program is; without it the test is skipped, and fails in CI."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("WXSIM_REQUIRE_ALL"):
            pytest.fail(f"{program} is not installed, and WXSIM_REQUIRE_ALL asks for it")
        pytest.skip(f"{program} is not installed here")
    return found


@pytest.fixture
def express(tmp_path: Path) -> Path:
    """The Express server with what npm brings it."""
    npm = required("npm")
    folder = shutil.copytree(
        CHECKED / "express", tmp_path / "express", ignore=shutil.ignore_patterns("node_modules")
    )
    install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"]
    ran = subprocess.run(
        install, cwd=folder, capture_output=True, text=True, timeout=180, check=False
    )
    if ran.returncode != 0 and not os.environ.get("WXSIM_REQUIRE_ALL"):
        pytest.skip("npm cannot fetch Express here")
    assert ran.returncode == 0, ran.stderr
    return Path(folder)


def check(folder: Path) -> str:
    # `python` in a subject is the one that runs the tests.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "check", "subject.yaml"],
        cwd=folder,
        env={**os.environ, "PATH": path, "GITHUB_ACTIONS": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()[-1]


def test_the_express_server_passes_what_it_has_calls_for(express: Path) -> None:
    assert re.fullmatch(r"50 passed, 0 failed, 8 skipped", check(express))


def test_the_fastapi_server_passes_what_it_has_calls_for(tmp_path: Path) -> None:
    folder = shutil.copytree(CHECKED / "fastapi", tmp_path / "fastapi")

    assert check(Path(folder)) == "47 passed, 0 failed, 11 skipped"
