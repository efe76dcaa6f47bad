"""Keeping secrets out of what is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What the names end in under which secrets travel: session_key, accessToken,
# client_secret, third_Session, X-Auth-Token, Set-Cookie.
_NAME = (
    r"(?i:[\w-]*(?:secret|session_?key|third_?session|token|authorization|cookie))"
    r"(?![\w-])"
)
# In a query or a form.
_PAIR = re.compile(rf'(?<![\w-])({_NAME}=)((?:[^&\s"\\]|\\+/)+)')
# In JSON, and in JSON inside JSON, where a run of backslashes stands before
# every quote. The value ends at the next quote with the same run; a longer one
# belongs to the value, and so does one that escapes the backslash before it.
_FIELD = re.compile(
    rf'((?<!\\)(\\*)"{_NAME}\2"\s*:\s*\2")(.*?)(?=(?<!\\)(?:\2\2\\\\)*\2"|\Z)', re.DOTALL
)
_HEADER = re.compile(_NAME)

_SHOWN = 4
_MARK = "…"


class Masker:
    """Masks secrets by the names they travel under and by the values it has learnt.

    Args:
        show: mask nothing.
    """

    def __init__(self, *, show: bool = False) -> None:
        self._show = show
        self._values: dict[str, re.Pattern[str]] = {}

    def learn(self, value: object) -> None:
        """Mask this value too, wherever and however it is written.

        Of a list or a mapping everything in it is learnt. Short values are
        not: they would mask half the page.
        """
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                self.learn(item)
        elif isinstance(value, (str, int)) and len(str(value)) > 2 * _SHOWN:
            self._values[str(value)] = re.compile("".join(map(_spellings, str(value))))

    def text(self, text: str) -> str:
        """Return ``text`` with its secrets masked."""
        if self._show:
            return text
        # The longest first: a value that begins another must not leave the other's end.
        for value in sorted(self._values, key=len, reverse=True):
            text = self._values[value].sub(_masked(value).replace("\\", r"\\"), text)
        text = _PAIR.sub(lambda found: found[1] + _masked(found[2]), text)
        return _FIELD.sub(lambda found: found[1] + _masked(found[3]), text)

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return headers with their secrets masked."""
        if self._show:
            return dict(headers)
        return {
            name: _masked(value) if _HEADER.fullmatch(name) else self.text(value)
            for name, value in headers.items()
        }


def _spellings(character: str) -> str:
    """Return a pattern for a character as it is, in JSON at any depth, and in a URL."""
    if character.isascii() and character.isalnum():
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    in_json = "".join(rf"\\+u{units[at : at + 4]}" for at in range(0, len(units), 4))
    in_url = "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    in_form = r"|\+" if character == " " else ""
    return rf"(?:\\*{re.escape(character)}|(?i:{in_json}|{in_url}){in_form})"


def _masked(value: str) -> str:
    if value.endswith(_MARK) and len(value) <= _SHOWN + len(_MARK):
        return value
    return value[:_SHOWN] + _MARK if len(value) > 2 * _SHOWN else _MARK
