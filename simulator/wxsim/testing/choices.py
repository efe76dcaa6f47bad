"""What a test may say by keyword, held against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wxsim.registration import NewPerson
from wxsim.world import InvalidValue, Switches
from wxsim.world.switches import describe_switches


def changed_switches(switches: Switches, given: Mapping[str, object]) -> Switches:
    """Return switches with some of them set anew.

    Args:
        switches: what they were.
        given: by name; None is the default.

    Raises:
        InvalidValue: there is no switch of such a name, or it does not take the value.
    """
    described = {switch.name: switch for switch in describe_switches()}
    fields = msgspec.structs.asdict(switches)
    for name, value in given.items():
        if name not in described:
            raise InvalidValue(f"there is no switch {name!r}", f"there is {', '.join(described)}")
        fields[name] = described[name].default if value is None else value
        try:
            msgspec.convert({name: fields[name]}, Switches)
        except msgspec.ValidationError as error:
            raise InvalidValue(
                f"the switch {name} does not take {value!r}: {error}", described[name].about
            ) from error
    return msgspec.convert(fields, Switches)


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
