"""What is expected of an answer, and where it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from wxsim.replay.values import MISSING, look_up


class Mismatch(msgspec.Struct, frozen=True):
    """One expectation that was not met.

    Attributes:
        place: where in the answer.
        expected: in words.
        got: what stood there, in words.
    """

    place: str
    expected: str
    got: str


# By name: how it reads after the word "expected", and whether what stands there
# meets what was written behind the name. An object is expected by `equals`.
_MATCHERS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "equals": ("{}", lambda got, want: got == want),
    "starts": ("a text that starts {}", lambda got, want: str(got).startswith(str(want))),
    "contains": (
        "something that contains {}",
        lambda got, want: isinstance(got, (str, list, Mapping)) and want in got,
    ),
    "one_of": ("one of {}", lambda got, want: got in want),
    "not": ("anything but {}", lambda got, want: got != want),
    "between": (
        "a number between {}",
        lambda got, want: isinstance(got, (int, float)) and want[0] <= got <= want[1],
    ),
    "present": ("present: {}", lambda got, want: (got is not MISSING) is want),
}

MATCHERS = tuple(_MATCHERS)


def matcher_of(expected: Any) -> str | None:
    """Return the name of the matcher that ``expected`` uses, or None if it is a plain value."""
    if isinstance(expected, Mapping) and len(expected) == 1:
        (name,) = expected
        return name if name in _MATCHERS else None
    return None


def mismatches(answer: Any, expectations: Mapping[str, Any]) -> list[Mismatch]:
    """Hold an answer against what is expected of it.

    Args:
        answer: any JSON value.
        expectations: by dotted place, a plain value (equal) or one matcher,
            such as ``{starts: "checkSession:fail"}``.

    Returns:
        Every expectation that was not met, in the order given.
    """
    found = []
    for place, expected in expectations.items():
        got = look_up(answer, place)
        name = matcher_of(expected)
        if name is None:
            if got != expected:
                found.append(Mismatch(place, in_words(expected), in_words(got)))
        else:
            words, holds = _MATCHERS[name]
            wanted = expected[name]
            if (got is MISSING and name != "present") or not holds(got, wanted):
                found.append(Mismatch(place, words.format(in_words(wanted)), in_words(got)))
    return found


def in_words(value: Any) -> str:
    """Return a JSON value on one line."""
    if value is MISSING:
        return "nothing"
    return msgspec.json.encode(value).decode()
