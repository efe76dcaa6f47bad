"""What is expected of an answer, and where it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from wxsim.replay.values import MISSING, look_up, one_line, variables_in


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


@dataclass(frozen=True)
class _Matcher:
    """One way to expect something.

    Attributes:
        words: how it reads after the word "expected".
        wants: what has to be written behind its name, in words.
        makes_sense: whether that is what is written there.
        holds: whether what was got meets what is wanted; asked only where
            that makes sense.
    """

    words: str
    wants: str
    makes_sense: Callable[[Any], bool]
    holds: Callable[[Any, Any], bool]


def _same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal; to Python True is 1 as well."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _contains(got: Any, want: Any) -> bool:
    if isinstance(got, (str, Mapping)):
        return isinstance(want, str) and want in got
    return isinstance(got, list) and any(_same(item, want) for item in got)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_range(want: Any) -> bool:
    return isinstance(want, list) and len(want) == 2 and all(map(_is_number, want))


def _anything(_want: Any) -> bool:
    return True


_MATCHERS = {
    "equals": _Matcher("{}", "a value", _anything, _same),
    "starts": _Matcher(
        "a text that starts {}",
        "a text",
        lambda want: isinstance(want, str),
        lambda got, want: isinstance(got, str) and got.startswith(want),
    ),
    "contains": _Matcher("something that contains {}", "a value", _anything, _contains),
    "one_of": _Matcher(
        "one of {}",
        "a list",
        lambda want: isinstance(want, list),
        lambda got, want: any(_same(got, item) for item in want),
    ),
    "not": _Matcher(
        "anything but {}", "a value", _anything, lambda got, want: not _same(got, want)
    ),
    "between": _Matcher(
        "a number between {}",
        "a list of two numbers",
        _is_range,
        lambda got, want: _is_number(got) and want[0] <= got <= want[1],
    ),
    "present": _Matcher(
        "present: {}",
        "true or false",
        lambda want: isinstance(want, bool),
        lambda got, want: (got is not MISSING) is want,
    ),
}

MATCHERS = tuple(_MATCHERS)


def matcher_of(expected: Any) -> str | None:
    """Return the name of the matcher that ``expected`` uses, or None if it is a plain value."""
    if isinstance(expected, Mapping) and len(expected) == 1:
        (name,) = expected
        return name if name in _MATCHERS else None
    return None


def nonsense_in(expected: Any) -> str | None:
    """Return what is wrong with an expectation as it is written, or None.

    What a matcher wants is looked at only once its variables have values, if
    it has any.
    """
    if not isinstance(expected, Mapping):
        return None
    name = matcher_of(expected)
    if name is None:
        return f"an expectation is a value or one of {', '.join(MATCHERS)} with what it wants"
    matcher, want = _MATCHERS[name], expected[name]
    if matcher.makes_sense(want) or variables_in(want):
        return None
    return f"{name} wants {matcher.wants}, not {one_line(want)}"


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
        wanted = expected if name is None else expected[name]
        matcher = _MATCHERS[name or "equals"]
        there = got is not MISSING or name == "present"
        if not (there and matcher.makes_sense(wanted) and matcher.holds(got, wanted)):
            found.append(Mismatch(place, matcher.words.format(in_words(wanted)), in_words(got)))
    return found


def in_words(value: Any) -> str:
    """Return a JSON value on one line."""
    return "nothing" if value is MISSING else one_line(value)
