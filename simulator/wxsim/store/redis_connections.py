"""Connections to one Redis, shared by the threads of this process."""

from __future__ import annotations

import os
from collections import deque
from typing import Any, Protocol, cast

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ConnectionError as ConnectionBroken,
    ResponseError,
)

from wxsim.store.redis_address import Address
from wxsim.store.redis_errors import REDIS_FAILURES, explained, lost

Part = bytes | str | int

# The server heard the command and did not carry it out.
_REFUSALS = (ResponseError, AuthenticationError, AuthorizationError, BusyLoadingError)


class _Connection(Protocol):
    """What is used of redis-py's connections, which have no types."""

    def connect(self) -> object: ...
    def send_command(self, *command: Part) -> object: ...
    def read_response(self) -> Any: ...
    def can_read(self, timeout: float) -> bool: ...
    def disconnect(self) -> object: ...


class Connections:
    """As many connections as commands are under way, kept for the next ones.

    This stands in place of redis-py's client, of which it uses the
    connections alone. The client repeats a command whose answer was lost: a
    code would be spent by the first sending and found spent by the second,
    and nobody would get the session behind it. It also costs three times the
    processor time of a command (36 µs against 14).

    A connection that broke is thrown away and the next command makes a new
    one, so everything goes on by itself when the Redis comes back.

    Args:
        address: where to connect.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle: deque[_Connection] = deque()
        # A server may fork after the world was opened. Two processes that
        # write to one connection would read each other's answers.
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._idle.clear)

    def read(self, *command: Part) -> Any:
        """Send a command that changes nothing, a second time if the connection breaks.

        Raises:
            StoreError: no answer, or a refusal.
        """
        try:
            try:
                return self._ask(self._take(), command)
            except ConnectionBroken:
                return self._ask(self._take(), command)
        except REDIS_FAILURES as error:
            raise explained(error, self._address.shown) from error

    def change(self, *command: Part) -> Any:
        """Send a command that changes something, once.

        Raises:
            StoreError: a refusal, and nothing was changed; or the answer was
                lost, and the text says that nobody knows.
        """
        try:
            connection = self._take()
        except REDIS_FAILURES as error:
            raise explained(error, self._address.shown) from error
        try:
            return self._ask(connection, command)
        except _REFUSALS as error:
            raise explained(error, self._address.shown) from error
        except REDIS_FAILURES as error:
            raise lost(error, self._address.shown) from error

    def close(self) -> None:
        """Close what is idle; what is in use closes when it is forgotten."""
        while self._idle:
            self._idle.pop().disconnect()

    def _take(self) -> _Connection:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            if _is_quiet(connection):
                return connection
            connection.disconnect()
        connection = cast(_Connection, self._address.kind(**self._address.options))
        connection.connect()
        return connection

    def _ask(self, connection: _Connection, command: tuple[Part, ...]) -> Any:
        try:
            connection.send_command(*command)
            answer = connection.read_response()
        except BaseException:
            # A late answer must not be taken for the next command's. Nor is a
            # connection kept on which a refusal came: it may have become a replica's.
            connection.disconnect()
            raise
        self._idle.append(connection)
        return answer


def _is_quiet(connection: _Connection) -> bool:
    """Tell whether a connection is whole: one that was closed has its end to read."""
    try:
        return not connection.can_read(0)
    except REDIS_FAILURES:
        return False
