"""What an endpoint reads, written short, for the rows of the route table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["query", "json", "form"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of an endpoint.

    Attributes:
        kind: of JSON Schema; ``file`` for a part of a form that holds one.
        where: in the query, in a JSON body or in a form of several parts.
    """

    name: str
    kind: str = "string"
    where: Where = "query"
    required: bool = True


def in_query(*described: str) -> tuple[Parameter, ...]:
    """Return parameters of the query.

    Args:
        described: ``name``, ``name?`` where it may be left out, ``name:integer``
            or ``name?:boolean`` where it is no text.
    """
    return tuple(_parameter(one, "query") for one in described)


def in_json(*described: str) -> tuple[Parameter, ...]:
    """Return fields of a JSON body; see :func:`in_query`."""
    return tuple(_parameter(one, "json") for one in described)


def in_form(*described: str) -> tuple[Parameter, ...]:
    """Return parts of a form; see :func:`in_query`."""
    return tuple(_parameter(one, "form") for one in described)


def _parameter(described: str, where: Where) -> Parameter:
    name, _, kind = described.partition(":")
    return Parameter(
        name=name.removesuffix("?"),
        kind=kind or "string",
        where=where,
        required=not name.endswith("?"),
    )
