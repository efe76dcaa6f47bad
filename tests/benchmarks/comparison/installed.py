"""Where the peers are, and in which versions. Nothing is installed here."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path


class Missing(Exception):
    """A peer is not here; the text says how to get it."""


class Installed:
    """What is there of the peers.

    Args:
        peers: where ``install_peers.sh`` has put those from npm and PyPI; None
            if it never ran.
    """

    def __init__(self, peers: Path | None) -> None:
        self._peers = None if peers is None else peers.resolve()

    @property
    def node_modules(self) -> Path | None:
        """Where Node.js finds the packages, if they are there at all."""
        return None if self._peers is None else self._peers / "node_modules"

    def npm_command(self, package: str, command: str) -> str:
        """Return the path of a command that an npm package brings along."""
        return str(self._there(Path("node_modules", ".bin", command), package))

    def npm_version(self, package: str) -> str:
        """Return the version of an npm package."""
        file = self._there(Path("node_modules", package, "package.json"), package)
        return str(json.loads(file.read_text("utf-8"))["version"])

    def python_command(self, command: str) -> str:
        """Return the path of a command in the peers' Python environment."""
        return str(self._there(Path("venv", "bin", command), command))

    def python_version(self, distribution: str) -> str:
        """Return the version of a distribution in the peers' Python environment."""
        python = self.python_command("python")
        ask = f"from importlib.metadata import version; print(version({distribution!r}))"
        ran = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            raise self._missing(distribution)
        return ran.stdout.strip()

    def compiled_command(self, command: str) -> str:
        """Return the path of a command in the Python environment of the compiled wxsim."""
        return str(self._there(Path("compiled", "bin", command), "the compiled wxsim"))

    def system_command(self, command: str) -> str:
        """Return the path of a program of this machine."""
        # Debian keeps servers where only root's PATH looks.
        found = shutil.which(command) or shutil.which(command, path="/usr/sbin:/usr/local/sbin")
        if found is None:
            raise Missing(f"{command} is not installed on this machine")
        return found

    def _there(self, part: Path, what: str) -> Path:
        if self._peers is None or not (self._peers / part).exists():
            raise self._missing(what)
        return self._peers / part

    @staticmethod
    def _missing(what: str) -> Missing:
        return Missing(
            f"{what} is not installed: tests/benchmarks/install_peers.sh DIR, then --peers DIR"
        )
