"""Sockets to listen on."""

from __future__ import annotations

import socket


class PortTaken(OSError):
    """Somebody else listens there, or the address is not this machine's.

    Attributes:
        port: the one that was wanted.
    """

    def __init__(self, error: OSError, host: str, port: int) -> None:
        super().__init__(error.errno, f"{host}:{port}: {error.strerror}")
        self.port = port


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address.

    Raises:
        PortTaken: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Answers are small: waiting for more to send only adds delay.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        listener.close()
        raise PortTaken(error, host, port) from error
    return listener
