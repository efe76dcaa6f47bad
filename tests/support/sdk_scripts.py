"""Other people's SDKs, as they are published, in folders of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Whatever proxy this machine has, it does not know a simulator.
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def install(folder: Path, command: list[str]) -> Path:
    """Run an installer in a folder and return the folder.

    Where the installer or its registry is missing the test is skipped; with
    WXSIM_REQUIRE_ALL set, as CI does, it fails.
    """
    program = shutil.which(command[0])
    ended = None
    if program is not None:
        ended = subprocess.run(
            [program, *command[1:]], cwd=folder, capture_output=True, text=True, check=False
        )
    if ended is None or ended.returncode:
        missing = f"{' '.join(command)} does not work here"
        if os.environ.get("WXSIM_REQUIRE_ALL"):
            pytest.fail(f"{missing}: {'' if ended is None else ended.stderr[-500:]}")
        pytest.skip(missing)
    return folder


def install_wechatpy_2(folder: Path) -> Path:
    """Install the second generation of wechatpy; what it needs, the first has brought."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    return install(folder, [*pip, "--target", str(folder), "wechatpy==2.0.0a26"])


def install_easywechat(folder: Path) -> Path:
    """Install node-easywechat, and of what it needs a release that has all it asks for."""
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    return install(folder, [*npm, "node-easywechat@3.6.2", "node-socialite@1.4.1"])


def run(
    command: list[str], given: dict[str, Any], *, folder: Path, **environment: str
) -> dict[str, Any]:
    """Run a script that reads JSON from its arguments and prints JSON.

    Args:
        command: how it is called.
        given: what it reads.
        folder: where it runs: some keep their access_token in a file, from
            which the next run would take it.
        environment: beside that of the tests.
    """
    inherited = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
    ended = subprocess.run(
        [*command, json.dumps(given)],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told
