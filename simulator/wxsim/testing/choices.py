"""What a test may say by keyword, held against what there is.

A test seldom runs under a type checker, and a value of the wrong type that got
into the world would be noticed much later, somewhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from wxsim.registration import NewPerson
from wxsim.world import InvalidValue

T = TypeVar("T", bound=msgspec.Struct)


def fitting(kind: type[T], what: str, /, **given: object) -> T:
    """Return what was said as a struct of the kind.

    Args:
        kind: a struct, with a field for each keyword.
        what: names it in the error.
        given: the fields.

    Raises:
        InvalidValue: a field does not take its value.
    """
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise InvalidValue(
            f"{what} does not fit: {error}",
            "; ".join(["$ stands for the arguments", *_choices(kind)]),
        ) from error


def _choices(kind: type[T]) -> Iterator[str]:
    """Yield what can be said where there are a few words alone."""
    for field in msgspec.structs.fields(kind):
        if get_origin(field.type) is Literal:
            yield f"{field.encode_name} is one of {', '.join(get_args(field.type))}"


def person_fields(name: str, given: Mapping[str, object]) -> dict[str, Any]:
    """Return what was said of a person, having held it against what can be said.

    Args:
        name: who it is.
        given: all else.

    Raises:
        InvalidValue: people have no property of such a name, or it does not take the value.
    """
    known = [name for name in NewPerson.__struct_fields__ if name != "name"]
    for field in given:
        if field not in known:
            raise InvalidValue(f"people have no {field!r}", f"they have {', '.join(known)}")
    fitting(NewPerson, f"the person {name}", name=name, **given)
    return dict(given)
