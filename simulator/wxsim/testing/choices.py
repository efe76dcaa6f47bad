"""What a test may say by keyword, held against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wxsim.registration import NewPerson
from wxsim.world import InvalidValue


def person_fields(given: Mapping[str, object]) -> dict[str, Any]:
    """Return what was said of a person, having held it against what can be said.

    Raises:
        InvalidValue: people have no property of such a name, or it does not take the value.
    """
    known = [name for name in NewPerson.__struct_fields__ if name != "name"]
    for name, value in given.items():
        if name not in known:
            raise InvalidValue(f"people have no {name!r}", f"they have {', '.join(known)}")
        try:
            msgspec.convert({"name": "somebody", name: value}, NewPerson)
        except msgspec.ValidationError as error:
            raise InvalidValue(
                f"{name} of a person cannot be {value!r}", f"it has another form: {error}"
            ) from error
    return dict(given)
