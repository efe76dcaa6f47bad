"""Where a shared store is: the URL, read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from redis import Connection, SSLConnection, UnixDomainSocketConnection
from redis.connection import parse_url
from redis.exceptions import RedisError

from wxsim.store.interface import StoreError

_EXAMPLE = "redis://127.0.0.1:6379/0"
_DEFAULT_PORT = 6379
_DEFAULT_PREFIX = "wxsim"

# A colon divides the prefix from a table, and a table from a key.
_PREFIX = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DATABASE = re.compile(r"[0-9]{1,9}")

_SCHEMES = ("redis://", "rediss://", "unix://")
_PLACE = {"host", "port", "path", "username", "password"}
_OPTIONS = ("prefix", "db", "socket_timeout")

# Seconds. A Redis takes milliseconds, so whoever waits longer has lost it.
_ANSWER_TIMEOUT = 5.0
_CONNECT_TIMEOUT = 2.0
_MAX_TIMEOUT = 3600


@dataclass(frozen=True)
class Address:
    """What a URL says.

    Attributes:
        shown: the address as it may be printed: without user and password.
        prefix: what every key begins with.
        kind: the class of redis-py whose objects connect there.
        options: what they are made with.
    """

    shown: str
    prefix: str
    kind: Callable[..., object]
    options: dict[str, Any]


def read_address(url: str) -> Address:
    """Take the URL of a shared store apart.

    Args:
        url: ``redis://[[USER]:PASSWORD@]HOST[:PORT][/DB]``, the same with
            ``rediss`` for TLS, or ``unix://[[USER]:PASSWORD@]PATH``. After a
            question mark may follow ``prefix``, ``db``, ``socket_timeout`` (in
            seconds) and redis-py's ``ssl_…``.

    Raises:
        StoreError: it is no such URL. The text does not repeat it, because a
            password may stand in it.
    """
    if not url.startswith(_SCHEMES):
        raise _unreadable(f"it begins with none of {', '.join(_SCHEMES)}")
    try:
        # The cast gives it the types that redis-py leaves out.
        options = cast(Callable[[str], dict[str, Any]], parse_url)(url)
    except ValueError:
        # What was raised quotes the URL.
        raise _unreadable(
            "its port, its database or its socket_timeout is no number, or its password "
            "has a character that must be written as %XX"
        ) from None
    kind = options.pop("connection_class", Connection)
    for option in options.keys() - _PLACE - set(_OPTIONS):
        if not (option.startswith("ssl_") and kind is SSLConnection):
            raise _unreadable(
                f"there is no option {option!r}, but {', '.join(_OPTIONS)}, and ssl_… for rediss://"
            )
    prefix = options.pop("prefix", _DEFAULT_PREFIX)
    if not _PREFIX.fullmatch(prefix):
        raise _unreadable(f"prefix={prefix} is not 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-'")
    timeout = options.setdefault("socket_timeout", _ANSWER_TIMEOUT)
    if not 0 < timeout <= _MAX_TIMEOUT:
        raise _unreadable(f"socket_timeout={timeout} is not between 0 and {_MAX_TIMEOUT} seconds")
    # Answers have the same shape in every version of redis-py, and a connection
    # is one step shorter.
    options["protocol"] = 2
    if kind is UnixDomainSocketConnection:
        shown = f"unix://{options.get('path', '')}"
    else:
        options["socket_connect_timeout"] = _CONNECT_TIMEOUT
        shown = _shown(url, options)
    try:
        # Nothing is sent yet: it only looks at what it is given.
        kind(**options)
    except (RedisError, TypeError, ValueError) as error:
        raise _unreadable(str(error)) from error
    return Address(shown, prefix, kind, options)


def _shown(url: str, options: dict[str, Any]) -> str:
    scheme, _, place = url.partition("://")
    path = re.split(r"[?#]", place, maxsplit=1)[0].partition("/")[2]
    if path and not _DATABASE.fullmatch(path):
        # redis-py would take another database than the one that was meant.
        raise _unreadable("what follows the host is not the number of a database")
    host, port = options.get("host", "localhost"), options.get("port", _DEFAULT_PORT)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/{options.get('db', 0)}"


def _unreadable(why: str) -> StoreError:
    return StoreError(f"the address of the store cannot be used: {why}; write it like {_EXAMPLE}")
