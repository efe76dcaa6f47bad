"""What happened while a program ran."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

ProblemKind = Literal[
    "uncaught", "rejection", "pending", "unheard", "swallowed", "limit", "missing"
]


class ApiCall(
    msgspec.Struct, tag_field="type", tag="call", frozen=True, kw_only=True, omit_defaults=True
):
    """One call of the wx object, and how it ended.

    Attributes:
        place: where in the program, as ``file:line``.
        heard: who was told of a failure: a ``callback``, an ``empty`` one, a
            ``promise``, the ``caller`` of a Sync API, or ``nobody``.
        result: what came back; empty where the program aborted it, or the run
            ended before.
        sent: the HTTP requests behind it, redirects included.
        hint: advice that goes with a failure.
    """

    number: int
    api: str
    options: Any
    place: str
    heard: str
    result: dict[str, Any]
    sent: list[str] = []
    hint: str = ""
    milliseconds: float = 0.0

    @property
    def outcome(self) -> str:
        """Its errMsg, or that it never ended."""
        return str(self.result.get("errMsg", f"{self.api}: no answer"))

    @property
    def failed(self) -> bool:
        """Whether it came back with a fail."""
        return not self.outcome.partition(":")[2].lstrip().startswith("ok")


class Problem(
    msgspec.Struct, tag_field="type", tag="problem", frozen=True, kw_only=True, omit_defaults=True
):
    """Something that went wrong and that the program did not deal with.

    Attributes:
        kind: an ``uncaught`` error; a ``rejection`` nobody caught; a promise
            that stays ``pending``; a failed call of which the program heard
            nothing (``unheard``) or did nothing (``swallowed``); a ``limit``
            that stopped it; something asked for that is ``missing``.
        place: where, as ``file:line``; empty where that is not known.
        stack: the places of the program's own frames, innermost first.
        hint: what it most likely means.
    """

    kind: ProblemKind
    message: str
    place: str = ""
    where: str = ""
    stack: list[str] = []
    hint: str = ""


class Said(msgspec.Struct, tag_field="type", tag="said", frozen=True, kw_only=True):
    """A line on the program's console."""

    level: str
    text: str
    place: str


class Event(msgspec.Struct, tag_field="type", tag="event", frozen=True, kw_only=True):
    """Something else that is worth a line: a page, a tap, a function's end, a remark."""

    text: str
    place: str = ""


Entry = ApiCall | Problem | Said | Event


class Story(msgspec.Struct, kw_only=True):
    """A run from its start to its end.

    Attributes:
        entries: everything, in the order in which it happened.
        hints: classic mistakes that the program makes, once each.
        storage: what the program left on the phone: JSON texts by key.
        data: the data of the page on top, at the end.
    """

    engine: str = ""
    entries: list[Entry] = []
    hints: list[Event] = []
    storage: dict[str, str] = {}
    route: str = ""
    data: Any = None
    milliseconds: float = 0.0

    @property
    def calls(self) -> list[ApiCall]:
        """The wx calls alone."""
        return [entry for entry in self.entries if isinstance(entry, ApiCall)]

    @property
    def problems(self) -> list[Problem]:
        """What went wrong."""
        return [entry for entry in self.entries if isinstance(entry, Problem)]

    @property
    def ok(self) -> bool:
        """Whether nothing went wrong."""
        return not self.problems
