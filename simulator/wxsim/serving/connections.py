"""The connections of this process, found by who is at their other end.

No server lets an application close a connection without an answer. But the
socket belongs to this process, whatever server it is, and can be found.
"""

from __future__ import annotations

import os
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType

# Where the system lists a process's open files: Linux and macOS have it.
_OPEN_FILES = Path("/dev/fd")

# Windows lists nothing.
CAN_BE_FOUND = _OPEN_FILES.is_dir()

_LOOK_EVERY = 0.2

# Those on which somebody waits for the end.
_waited_for: set[Connection] = set()


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
        self._server_stops = Event()

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._duplicate.close()

    def wait_for_end(self, seconds: float) -> bool:
        """Wait until the client or the server ends it, or for so many seconds.

        Returns:
            Whether it has ended.
        """
        give_up = time.monotonic() + seconds
        _waited_for.add(self)
        try:
            while (left := give_up - time.monotonic()) > 0:
                if self._server_stops.wait(min(left, _LOOK_EVERY)) or not self._is_open():
                    return True
        finally:
            _waited_for.discard(self)
        return False

    def stop_waiting(self, port: int) -> None:
        """End the wait, if the server of this port is the one that stops."""
        if self._duplicate.getsockname()[1] == port:
            self._server_stops.set()

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


def stop_waiting(port: int) -> None:
    """End all that :meth:`Connection.wait_for_end` waits for on a server that stops."""
    for connection in tuple(_waited_for):
        # It may just have ended, and be closed.
        with suppress(OSError):
            connection.stop_waiting(port)


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
