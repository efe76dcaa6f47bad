"""What the values of a subscribe message may be, by the kind of the keyword.

Documented: the table of limits on the page of subscribeMessage.send. Where it
leaves something open, the reading is the generous one (assumed).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_KEYWORD = re.compile(r"([a-z_]+?)[0-9]+")

_DATE = (
    r"(?:[0-9]{4}年(?:(?:0?[1-9]|1[0-2])月(?:(?:0?[1-9]|[12][0-9]|3[01])日)?)"
    r"|(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12][0-9]|3[01])日"
    r"|[0-9]{4}(?P<{0}>[-/.])(?:0?[1-9]|1[0-2])(?:(?P={0})(?:0?[1-9]|[12][0-9]|3[01]))?"
    r"|(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01]))"
)
_TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"


def _moments(needed: str, other: str, *, date_first: bool) -> re.Pattern[str]:
    """Return a pattern of one moment or two, of which ``other`` may be left out."""

    def moment(mark: str) -> str:
        first, second = needed.replace("{0}", mark), other.replace("{0}", mark)
        return f"{first}(?: *{second})?" if date_first else f"(?:{second} *)?{first}"

    return re.compile(f"{moment('a')}(?: *[~～] *{moment('b')})?")


_DATES = _moments(_DATE, _TIME, date_first=True)
_TIMES = _moments(_TIME, _DATE, date_first=False)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]+)?元?")
_LETTERS = re.compile(r"[A-Za-z]{1,32}")


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ") and character.isalpha()


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_symbol(character: str) -> bool:
    return not character.isalnum() and not unicodedata.category(character).startswith("C")


def _thing(value: str) -> bool:
    return len(value) <= 20 and not any(
        unicodedata.category(character) == "Cc" for character in value
    )


def _character_string(value: str) -> bool:
    return len(value) <= 32 and all(
        _is_latin(one) or one in "0123456789" or _is_symbol(one) for one in value
    )


def _amount(value: str) -> bool:
    digits = value[1:] if unicodedata.category(value[0]) == "Sc" else value
    return bool(_AMOUNT.fullmatch(digits))


def _phone_number(value: str) -> bool:
    return len(value) <= 17 and all(one in "0123456789" or _is_symbol(one) for one in value)


def _car_number(value: str) -> bool:
    inside = all(_is_latin(one) or one in "0123456789" for one in value[1:-1])
    ends = all(_is_han(one) or _is_latin(one) or one in "0123456789" for one in value[::-1][:1])
    return len(value) <= 8 and inside and ends and (_is_han(value[0]) or value[0].isalnum())


def _name(value: str) -> bool:
    if not all(_is_han(one) or _is_latin(one) or _is_symbol(one) for one in value):
        return False
    return len(value) <= (10 if any(map(_is_han, value)) else 20)


_RULES: dict[str, Callable[[str], bool]] = {
    "thing": _thing,
    "number": lambda value: len(value) <= 32 and bool(_NUMBER.fullmatch(value)),
    "letter": lambda value: bool(_LETTERS.fullmatch(value)),
    "symbol": lambda value: len(value) <= 5 and all(map(_is_symbol, value)),
    "character_string": _character_string,
    "time": lambda value: bool(_TIMES.fullmatch(value)),
    "date": lambda value: bool(_DATES.fullmatch(value)),
    "amount": _amount,
    "phone_number": _phone_number,
    "car_number": _car_number,
    "name": _name,
    "phrase": lambda value: len(value) <= 5 and all(map(_is_han, value)),
    # Held against the template's own list of values, where it has one.
    "enum_string": lambda _: True,
}

KINDS = tuple(_RULES)


def kind_of(keyword: str) -> str | None:
    """Return the kind of a keyword such as ``thing1``; None where WeChat has none like it."""
    found = _KEYWORD.fullmatch(keyword)
    return found[1] if found is not None and found[1] in _RULES else None


def fits(keyword: str, value: str) -> bool:
    """Tell whether a value, not empty, keeps to the rule of its keyword.

    Args:
        keyword: of a kind in :data:`KINDS`.
        value: the text.
    """
    kind = kind_of(keyword)
    return kind is not None and _RULES[kind](value)
