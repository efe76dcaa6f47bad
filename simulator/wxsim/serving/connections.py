"""The connections of this process, found by who is at their other end.

No server lets an application close a connection without an answer. But the
socket belongs to this process, whatever server it is, and can be found.
"""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

# Where the system lists a process's open files: Linux and macOS have it.
_OPEN_FILES = Path("/dev/fd")

# Windows lists nothing.
CAN_BE_FOUND = _OPEN_FILES.is_dir()


def cut(client_ip: str, client_port: str) -> bool:
    """Close the connection of a client in both directions, whatever is under way on it.

    Returns:
        Whether it was found. It never is on Windows, nor where no socket is
        involved, as with a test client.
    """
    connection = _connection(client_ip, client_port)
    if connection is None:
        return False
    with connection:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The client was faster.
            return True
    return True


def is_open(client_ip: str, client_port: str) -> bool:
    """Tell whether the client of a connection is still there."""
    connection = _connection(client_ip, client_port)
    if connection is None:
        return False
    with connection:
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


def _connection(client_ip: str, client_port: str) -> socket.socket | None:
    """Return the socket whose peer is the client, as a duplicate for the caller to close."""
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
            return candidate
        candidate.close()
    return None
