"""What a Redis says when it will not, and the way out."""

from __future__ import annotations

from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ClusterDownError,
    InvalidResponse,
    MovedError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError as NoAnswer,
)

from wxsim.store.interface import StoreError

# What goes wrong between this process and a Redis: what redis-py raises, what
# the machine does, and what the parser makes of a server that is no Redis.
REDIS_FAILURES = (RedisError, OSError, ValueError)

_MAX_TEXT = 200

_Kinds = type[Exception] | tuple[type[Exception], ...]

_START = "start it, or give the address of one that runs"

# Exceptions of redis-py, words in its text, what that means, and what to do.
# The first row that fits counts.
_MEANINGS: tuple[tuple[_Kinds, str, str, str], ...] = (
    (
        AuthenticationError,
        "",
        "does not take the user name and password that it was given",
        "write them into the address, as in redis://USER:PASSWORD@HOST:6379/0",
    ),
    (
        NoPermissionError,
        "",
        "forbids its user something that the store does",
        "let the user have the keys PREFIX:* and +@read +@write +eval +info +select",
    ),
    (
        ReadOnlyError,
        "",
        "is a replica, which only reads",
        "give the address of its primary",
    ),
    (
        OutOfMemoryError,
        "",
        "is full",
        "raise its maxmemory, or wait: codes leave it within 10 minutes by themselves",
    ),
    (BusyLoadingError, "", "is reading its data from disk", "wait until it has"),
    (
        (MovedError, ClusterDownError),
        "",
        "is part of a cluster, and the store needs a Redis that holds all of its keys",
        "give one that is no cluster, and another one to other apps (docs/scale.md)",
    ),
    (
        ResponseError,
        "MISCONF",
        "takes no changes as long as it cannot save them",
        "its own log says why: its disk may be full, or not for it to write on",
    ),
    (
        ResponseError,
        "DB index",
        "has no database of that number",
        "give another number after the host; 0 is always there",
    ),
    (
        ResponseError,
        "nknown command",
        "lacks a command that the store needs",
        "it takes Redis 6 or later, or Valkey, with EVAL and INFO left switched on",
    ),
    (
        ResponseError,
        "syntax error",
        "does not understand the store",
        "it takes Redis 6 or later, or Valkey",
    ),
    (
        RedisError,
        "max number of clients",
        "takes no further connections",
        "raise its maxclients, or stop simulators that you do not need",
    ),
    (
        NoAnswer,
        "reading",
        "takes the connection and does not answer",
        "if that is a Redis, see what keeps it busy; if it is not, give the address of one",
    ),
    (ResponseError, "", "refuses", "its own words are all there is to go by"),
    (
        InvalidResponse,
        "",
        "is no Redis, or speaks TLS where redis:// was given",
        "give the address of a Redis, with rediss:// if it speaks TLS",
    ),
)


def explained(error: Exception, shown: str) -> StoreError:
    """Return what a failure means, in one line with the way out.

    Args:
        error: one of :data:`REDIS_FAILURES`.
        shown: the address, as it may be printed.
    """
    said = _said(error)
    for kind, words, meaning, advice in _MEANINGS:
        if isinstance(error, kind) and words in said:
            return StoreError(f"{shown} {meaning} ({said}); {advice}")
    if isinstance(error, ValueError):
        return StoreError(f"{shown} is no Redis ({said}); give the address of one")
    return StoreError(f"{shown} cannot be reached ({said}); {_START}")


def lost(error: Exception, shown: str) -> StoreError:
    """Return what to say where a change was sent and its answer never came."""
    return StoreError(
        f"{shown} was lost before it answered ({_said(error)}), so whether the change "
        "was made is not known; look before you repeat it"
    )


def _said(error: Exception) -> str:
    """Return the cause in its own words, on one line."""
    cause = error.__context__
    # redis-py wraps what the machine says in sentences of its own.
    text = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(error)
    # Redis repeats what it did not understand, a script of ours for instance.
    text = text.partition(", with args beginning with")[0]
    return " ".join(text.split())[:_MAX_TEXT].rstrip(".") or type(error).__name__
