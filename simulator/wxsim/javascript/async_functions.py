"""Letting the host hear of every exception that leaves an async function.

The engines tell nobody of a rejected promise. Promises that a program makes are
watched by the prelude; those that async functions make cannot be, so the body
of each such function is put between ``try`` and a ``catch`` that tells and
throws on. No line moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxsim.javascript.scanning import code_only

_ASYNC = re.compile(r"(?<![.\w$])async\b")
_NAMED = re.compile(r"\s*(?:function\b\s*)?\*?\s*[\w$#]*\s*(?=\()")
_ONE_PARAMETER = re.compile(r"\s*[\w$]+\s*=>\s*(?=\{)")
_ARROW = re.compile(r"\s*(=>)?\s*(?=\{)")
_OPEN = "try{"
_CLOSE = "}catch(__error){throw __wxsimThrown(__error)}"
_PAIRS = {"(": ")", "{": "}"}


def with_errors_told(source: str) -> str:
    """Return a source whose async functions tell of what they throw."""
    if "async" not in source:
        return source
    code = code_only(source)
    insertions = sorted(
        insertion
        for found in _ASYNC.finditer(code)
        for start, end in _body(code, found.end())
        for insertion in ((start + 1, _OPEN), (end, _CLOSE))
    )
    pieces = []
    last = 0
    for at, text in insertions:
        pieces += [source[last:at], text]
        last = at
    return "".join([*pieces, source[last:]])


def _body(code: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield where the braces of the body stand, if an async function with one begins here."""
    brace = None
    one = _ONE_PARAMETER.match(code, at)
    if one:
        brace = one.end()
    else:
        named = _NAMED.match(code, at)
        closing = _closing(code, named.end()) if named else None
        if named and closing is not None:
            arrow = _ARROW.match(code, closing + 1)
            # A call of something that is called async has no name and no arrow.
            if arrow and (arrow[1] or named[0].strip()):
                brace = arrow.end()
    end = None if brace is None else _closing(code, brace)
    if brace is not None and end is not None:
        yield brace, end


def _closing(code: str, at: int) -> int | None:
    """Return where the bracket that opens at a place is closed, or None where it is not."""
    opening, closing = code[at], _PAIRS[code[at]]
    depth = 0
    for index in range(at, len(code)):
        if code[index] == opening:
            depth += 1
        elif code[index] == closing:
            depth -= 1
            if depth == 0:
                return index
    return None
