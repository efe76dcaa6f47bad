"""Keeping secrets out of what is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The names under which secrets travel, in queries, forms and JSON alike, also
# in JSON inside JSON, where every quote has a backslash before it.
_NAMES = "secret|appsecret|session_key|access_token|third_session|authorization|cookie|set-cookie"
_PAIR = re.compile(rf"(?i)((?:^|[?&\s])(?:{_NAMES})=)([^&\s]+)")
_FIELD = re.compile(rf'(?i)(\\*"(?:{_NAMES})\\*"\s*:\s*\\*")((?:[^"\\]|\\/)+)')
_HEADER = re.compile(rf"(?i)(?:{_NAMES})")

_SHOWN = 4


class Masker:
    """Masks secrets by the names they travel under and by the values it has learnt.

    Args:
        show: mask nothing.
    """

    def __init__(self, *, show: bool = False) -> None:
        self._show = show
        self._values: set[str] = set()

    def learn(self, value: object) -> None:
        """Mask this value too, wherever it appears. Short ones would mask half the page."""
        if isinstance(value, str) and len(value) > 2 * _SHOWN:
            self._values.add(value)

    def text(self, text: str) -> str:
        """Return ``text`` with its secrets masked."""
        if self._show:
            return text
        text = _PAIR.sub(_masked_group, text)
        text = _FIELD.sub(_masked_group, text)
        for value in self._values:
            text = text.replace(value, _masked(value))
        return text

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return headers with their secrets masked."""
        if self._show:
            return dict(headers)
        return {
            name: _masked(value) if _HEADER.fullmatch(name) else self.text(value)
            for name, value in headers.items()
        }


def _masked_group(found: re.Match[str]) -> str:
    return found[1] + _masked(found[2])


def _masked(value: str) -> str:
    return value[:_SHOWN] + "…" if len(value) > 2 * _SHOWN else "…"
