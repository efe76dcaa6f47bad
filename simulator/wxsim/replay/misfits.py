"""Where data does not fit its type, and what would."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import inspect

_PLACE = re.compile(r" - at (`key` in )?`\$([^`]*)`$")
_PART = re.compile(r"[^.\[\]]+|(?<=\[)\.\.\.(?=\])")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]*)`")
_ENTRY = "..."


def misfit(data: Any, kind: type, error: msgspec.ValidationError) -> tuple[list[str], str]:
    """Explain why data cannot be converted.

    Args:
        data: what was to be converted.
        kind: what it was to become.
        error: what msgspec said of it.

    Returns:
        The keys and numbers that lead to the place, and the reason.
    """
    message = str(error)
    found = _PLACE.search(message)
    # Null is what stands where nothing does; nobody writes it.
    reason = (message[: found.start()] if found else message).replace(" | null`", "`")
    place: list[str] = []
    for part in _PART.findall(found[2]) if found else ():
        # msgspec does not say which entry of a mapping it means.
        place.append(_guilty_entry(data, kind, place, message) if part == _ENTRY else part)
    there = _type_at(inspect.type_info(kind), place)
    unknown = _UNKNOWN.search(reason)
    if unknown and isinstance(there, inspect.StructType):
        known = (field.encode_name for field in there.fields)
        return [*place, unknown[1]], f"there is no field {unknown[1]!r}; there is {_listed(known)}"
    is_name = found is not None and found[1] is not None
    if isinstance(there, inspect.DictType) and is_name:
        place = [*place, _guilty_entry(data, kind, place, message)]
        there = _plain(there.key_type)
    if isinstance(there, inspect.LiteralType):
        reason += f"; there is {_listed(there.values)}"
    if not place or place[-1].isdecimal() or is_name:
        return place, reason
    # A line may hold several names.
    return place, f"{place[-1]}: {reason}"


def _guilty_entry(data: Any, kind: type, place: list[str], message: str) -> str:
    mapping = data
    for part in place:
        mapping = mapping[int(part) if isinstance(mapping, list) else part]
    names: list[str] = list(mapping)
    return next(
        name for name in names if _complaint(_with_entry_alone(data, place, name), kind) == message
    )


def _complaint(data: Any, kind: type) -> str:
    try:
        msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _with_entry_alone(data: Any, place: list[str], name: str) -> Any:
    """Return a copy in which the mapping at a place has only one of its entries."""
    if not place:
        return {name: data[name]}
    index = int(place[0]) if isinstance(data, list) else place[0]
    copy = data.copy()
    copy[index] = _with_entry_alone(data[index], place[1:], name)
    return copy


def _type_at(there: inspect.Type, place: list[str]) -> inspect.Type:
    there = _plain(there)
    for part in place:
        if isinstance(there, inspect.StructType):
            there = next(field.type for field in there.fields if field.encode_name == part)
        elif isinstance(there, inspect.ListType):
            there = there.item_type
        elif isinstance(there, inspect.DictType):
            there = there.value_type
        there = _plain(there)
    return there


def _plain(there: inspect.Type) -> inspect.Type:
    """Return a type without its remarks, and what it is where it is not null."""
    if isinstance(there, inspect.Metadata):
        return _plain(there.type)
    if isinstance(there, inspect.UnionType):
        return _plain(next(one for one in there.types if not isinstance(one, inspect.NoneType)))
    return there


def _listed(names: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, names)))
