"""What the world says when it will not do something."""

from __future__ import annotations

from collections.abc import Iterable

# All wx calls are among them; of a thousand people nobody reads the names.
_MOST_NAMED = 40


class Refused(Exception):
    """WeChat refuses: an errcode for the caller and the reason for the developer.

    Args:
        errcode: WeChat's own number; its text stands in the errcode table.
        why: one plain sentence with the facts, for the ledger and the journal.
            It never reaches the caller of the Server API.
        facts: what the errcode's text names, where it names anything.
    """

    def __init__(self, errcode: int, why: str, **facts: str) -> None:
        super().__init__(f"{errcode}: {why}")
        self.errcode = errcode
        self.why = why
        self.facts = facts


class WorldError(ValueError):
    """Something was asked of the simulator, not of WeChat, that makes no sense.

    Args:
        message: what was wrong.
        hint: what would be right.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


class InvalidValue(WorldError):
    """A value has the wrong form."""


class AlreadyThere(WorldError):
    """Something of that name exists already."""


class Unknown(WorldError):
    """No app or person of that name exists."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        more = len(names) - _MOST_NAMED
        shown = ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        super().__init__(
            f"there is no {what} {name!r}",
            f"there is {shown}" if names else f"no {what} has been added yet",
        )
