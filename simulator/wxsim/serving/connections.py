"""The connections of this process, found by who is at their other end.

No server lets an application close a connection without an answer. But the
socket belongs to this process, whatever server it is, and can be found.
"""

from __future__ import annotations

import os
import socket
import stat
import time
from pathlib import Path
from types import TracebackType

# Where the system lists a process's open files: Linux and macOS have it.
_OPEN_FILES = Path("/dev/fd")

# Windows lists nothing.
CAN_BE_FOUND = _OPEN_FILES.is_dir()

_LOOK_EVERY = 0.2


class Connection:
    """A server's connection with one client, until the ``with`` block ends.

    Args:
        descriptor: the server's.
        duplicate: a socket of our own on the same connection.
    """

    def __init__(self, descriptor: int, duplicate: socket.socket) -> None:
        self._descriptor = descriptor
        self._duplicate = duplicate
        self._file = os.fstat(duplicate.fileno()).st_ino

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._duplicate.close()

    def wait_for_end(self, seconds: float) -> None:
        """Wait until the client or the server closes it, or for so many seconds."""
        give_up = time.monotonic() + seconds
        while (left := give_up - time.monotonic()) > 0 and self._is_open():
            time.sleep(min(left, _LOOK_EVERY))

    def cut(self) -> None:
        """Close it in both directions, whatever is under way on it."""
        try:
            self._duplicate.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The client was faster.
            return

    def _is_open(self) -> bool:
        try:
            # Where the server closed its own, ours alone keeps the client waiting.
            if os.fstat(self._descriptor).st_ino != self._file:
                return False
            return self._duplicate.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


def find(client_ip: str, client_port: str) -> Connection | None:
    """Return the connection whose peer is the client.

    None on Windows, where no socket is involved, as with a test client, and
    where the connection has ended.
    """
    if not client_port or not CAN_BE_FOUND:
        return None
    for entry in _OPEN_FILES.iterdir():
        try:
            descriptor = int(entry.name)
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
            candidate = socket.socket(fileno=os.dup(descriptor))
        except (OSError, ValueError):
            continue
        try:
            peer = candidate.getpeername()
        except OSError:
            peer = None
        if isinstance(peer, tuple) and (peer[0], str(peer[1])) == (client_ip, client_port):
            return Connection(descriptor, candidate)
        candidate.close()
    return None
