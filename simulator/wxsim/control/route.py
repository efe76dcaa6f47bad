"""What a request of the control door is, free of any web framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wxsim.server_api import Journal
from wxsim.world import InvalidValue, World


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        world: what it is about.
        journal: what its Server API was asked.
        path: the variable parts of the path, by name.
        query: the parameters, by name; of duplicates the first.
        body: decoded into the route's body type; None where it has none.
    """

    world: World
    journal: Journal
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None

    def number(self, name: str, default: int | None = None) -> int | None:
        """Return a whole number out of the query.

        Raises:
            InvalidValue: it is none.
        """
        text = self.query.get(name)
        if text is None:
            return default
        number = whole_number(text, negative=name == "errcode")
        if number is None:
            raise InvalidValue(f"{name}={text} is no number", "give a whole number")
        return number


_LONGEST_NUMBER = 18


def whole_number(text: str, *, negative: bool = False) -> int | None:
    """Return the number that ``text`` writes in ASCII digits, or None where it is none.

    Args:
        text: not longer than any number here; Python refuses thousands of digits.
        negative: whether it can be less than nothing, as only errcodes can.
    """
    digits = text.removeprefix("-") if negative else text
    if not digits.isdecimal() or not text.isascii() or len(text) > _LONGEST_NUMBER:
        return None
    return int(text)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the query.

    Attributes:
        name: as it is written.
        about: what it does.
        kind: ``string`` or ``integer``.
    """

    name: str
    about: str
    kind: str = "string"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One request that the control door answers.

    Attributes:
        path: below ``/_wxsim``, its variable parts in braces.
        summary: what it does, in a line.
        handler: does it, and returns the answer as plain data or records.
        answer: the type of the answer.
        body: the type of the body; None where it is not read.
        query: the parameters it reads.
        status: of a good answer.
        finds: whether it looks for something by name, which may not be there.
        of_process: whether it tells what this process did, and no other.
        stored: whether it reads or writes the store, which may fail.
    """

    method: str
    path: str
    summary: str
    handler: Callable[[Asked], object]
    answer: Any
    body: Any = None
    query: tuple[Parameter, ...] = field(default=())
    status: int = 200
    finds: bool = False
    stored: bool = True
    of_process: bool = False


CREATED = 201


def get(
    path: str, summary: str, handler: Any, answer: Any, *query: Parameter, **more: Any
) -> Route:
    """Return the row of a question.

    Args:
        path: below ``/_wxsim``.
        summary: what it answers, for the OpenAPI document.
        handler: answers it.
        answer: the type of what it answers.
        query: the parameters it takes.
        more: other fields of :class:`Route`.
    """
    return Route(
        method="GET",
        path=path,
        summary=summary,
        handler=handler,
        answer=answer,
        query=query,
        **more,
    )


def does(method_and_path: str, summary: str, handler: Any, answer: Any, **more: Any) -> Route:
    """Return the row of a request that changes something; see :func:`get` for the other arguments.

    Args:
        method_and_path: such as ``POST /apps``.
        summary: what it does.
        handler: does it.
        answer: the type of what it answers.
        more: other fields of :class:`Route`.
    """
    method, path = method_and_path.split(" ")
    return Route(method=method, path=path, summary=summary, handler=handler, answer=answer, **more)
