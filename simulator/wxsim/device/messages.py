"""What the phone says, as data. Programs compare these texts, so they are exact."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """How a wx call fails: the text after ``<api>:`` and, where it has one, the errno."""

    text: str
    errno: int | None = None


# Observed outside DevTools, which words it differently.
SESSION_ENDED = Failure("fail session time out, need relogin")
# Observed.
AUTH_DENY = Failure("fail auth deny", 103)
# Observed (iOS and tools; Android puts a colon after fail).
PHONE_DENY = Failure("fail user deny", 103)
# Observed.
DESC_LENGTH = Failure("fail desc length does not meet the requirements")
# Assumed: no text was published for withCredentials without a live session.
NOT_LOGGED_IN = Failure("fail session time out, need relogin")
# Observed (and the JS-SDK guide lists it); there is no "fail" in it.
INVALID_SIGNATURE = Failure("invalid signature")
# Assumed text; the errno is documented (invalid request data).
INVALID_ARGUMENT = Failure("fail invalid request data", 101)
