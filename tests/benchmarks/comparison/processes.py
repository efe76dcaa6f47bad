"""A server as a tree of processes: what it costs, and its end. Linux only."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_POLL_SECONDS = 0.002
_END_SECONDS = 3.0


class DidNotStart(Exception):
    """The server ended, or was not there in time."""


@dataclass(frozen=True)
class Stat:
    """What ``/proc/PID/stat`` says of one process.

    Attributes:
        ticks: CPU time so far, user and system, in clock ticks.
        pages: resident memory, in pages.
    """

    parent: int
    ticks: int
    pages: int


def read_stat(text: str) -> Stat:
    """Read one ``/proc/PID/stat``. The name in it may have blanks and brackets."""
    fields = text.rpartition(")")[2].split()
    return Stat(
        parent=int(fields[1]), ticks=int(fields[11]) + int(fields[12]), pages=int(fields[21])
    )


class ServerProcess:
    """A server that was started, with whatever it starts itself.

    Args:
        command: program and arguments.
        env: its environment.
        cwd: where it may leave files.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self._log = cwd / "output.txt"
        self._started = time.perf_counter()
        with self._log.open("wb") as log:
            # A session of its own: Ctrl-C reaches us alone, and we end it.
            self._process = subprocess.Popen(
                command,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def age(self) -> float:
        """Return the seconds since it was started."""
        return time.perf_counter() - self._started

    def pause(self, patience: float) -> None:
        """Wait a moment for it to come up.

        Raises:
            DidNotStart: it has ended, or ``patience`` seconds have passed.
        """
        if self._process.poll() is not None:
            raise DidNotStart(f"it ended with exit code {self._process.returncode}{self._said()}")
        if self.age() > patience:
            raise DidNotStart(f"no answer within {patience:.0f} s{self._said()}")
        time.sleep(_POLL_SECONDS)

    def cpu_seconds(self) -> float:
        """Return the CPU time, user and system, that its processes have used."""
        return sum(stat.ticks for stat in self._tree().values()) / _TICKS

    def memory(self) -> int:
        """Return the resident memory of its processes, in bytes."""
        return sum(stat.pages for stat in self._tree().values()) * _PAGE

    def end(self) -> None:
        """End all of its processes: politely at first, then not."""
        # Taken first: orphans have another parent.
        pids = list(self._tree())
        for kind in (signal.SIGTERM, signal.SIGKILL):
            _send(kind, pids)
            until = time.perf_counter() + _END_SECONDS
            while time.perf_counter() < until:
                if self._process.poll() is not None and not any(map(_lives, pids)):
                    return
                time.sleep(_POLL_SECONDS)

    def _tree(self) -> dict[int, Stat]:
        stats = {}
        children = defaultdict(list)
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    stat = read_stat((entry / "stat").read_text("utf-8", "replace"))
                except OSError:
                    # It ended in the meantime.
                    continue
                stats[int(entry.name)] = stat
                children[stat.parent].append(int(entry.name))
        tree, found = {}, [self._process.pid]
        while found:
            pid = found.pop()
            if pid in stats:
                tree[pid] = stats[pid]
                found.extend(children[pid])
        return tree

    def _said(self) -> str:
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""


def _send(kind: signal.Signals, pids: Sequence[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, kind)
        except ProcessLookupError:
            continue


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return False
    return state[0] != "Z"
