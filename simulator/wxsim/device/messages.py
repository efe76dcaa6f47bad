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
# Assumed text; the errno is documented (invalid request data).
INVALID_ARGUMENT = Failure("fail invalid request data", 101)
# Observed: the scanner was closed.
CANCELLED = Failure("fail cancel", 1)
# Assumed, from here on: WeChat shows a page of its own where nothing opens.
NO_CODE = Failure("fail no code in the picture")
NO_LINK = Failure("fail not a link of WeChat's")
NO_APP = Failure("fail no such Mini Program")
NOT_RELEASED = Failure("fail the Mini Program has no online release")
LINK_FAILURES = {
    "not found": Failure("fail link not found"),
    "expired": Failure("fail link expired"),
    "taken": Failure("fail link opened by another person"),
    "limit": Failure("fail daily visit limit"),
    "not declared": Failure("fail plain schemes are not declared"),
}
