"""Variables in texts, and places in answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[\w-]+)*")


class Missing:
    """What stands where an answer has nothing."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


def look_up(data: Any, path: str) -> Any:
    """Return what stands at a dotted place of an answer, or :data:`MISSING`.

    A number steps into a list. A text that has more of the path before it is
    read as JSON, because the seed article's answers carry JSON inside JSON:
    ``body.Data.third_Session``.
    """
    for part in path.split(".") if path else ():
        value = _unwrapped(data)
        if isinstance(value, Mapping) and part in value:
            data = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            data = value[int(part)]
        else:
            return MISSING
    return data


def _unwrapped(data: Any) -> Any:
    if not isinstance(data, str):
        return data
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data


def one_line(value: Any) -> str:
    r"""Return a JSON value as one line of JSON.

    Half a surrogate pair, which JSON can name and UTF-8 cannot write, stays
    the escape that it was (``\ud83d``).
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text.encode("utf-8", "backslashreplace").decode()


def variables_in(value: Any) -> set[str]:
    """Return the paths of all ``${…}`` in a text, or in all texts of lists and mappings."""
    if isinstance(value, str):
        return set(_VARIABLE.findall(value))
    if isinstance(value, Mapping):
        return set().union(*(variables_in(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(variables_in(item) for item in value))
    return set()


def is_variable(path: str) -> bool:
    """Tell whether ``path`` may stand between ``${`` and ``}``."""
    return _NAME.fullmatch(path) is not None


def filled(value: Any, variables: Mapping[str, Any]) -> Any:
    """Return ``value`` with each ``${…}`` replaced.

    A text that is one variable takes on its value, whatever its type. An entry
    of a mapping whose variable has no value is left out.
    """
    if isinstance(value, Mapping):
        entries = {name: filled(item, variables) for name, item in value.items()}
        return {name: item for name, item in entries.items() if item is not MISSING}
    if isinstance(value, list):
        return [item for item in (filled(item, variables) for item in value) if item is not MISSING]
    if not isinstance(value, str):
        return value
    whole = _VARIABLE.fullmatch(value)
    if whole:
        return look_up(variables, whole[1])
    return _VARIABLE.sub(lambda found: _text(look_up(variables, found[1])), value)


def _text(value: Any) -> str:
    if value is MISSING:
        return ""
    return value if isinstance(value, str) else one_line(value)
