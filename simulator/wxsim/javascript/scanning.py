"""Telling code from comments, strings, templates and regular expressions."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<string> "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'? )
    | (?P<template> ` )
    | (?P<word> [\w$]+ )
    | (?P<slash> / )
    | (?P<mark> [^\s\w$] )
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
_NOT_NEWLINE = re.compile(r"[^\n]")
# After these a slash begins a regular expression, not a division.
_BEFORE_REGEX = frozenset("(,=:[!&|?{};+-*%~^<>") | {
    *("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do"),
    *("await", "yield", ""),
}


def without_comments(source: str) -> str:
    """Return a source with its comments blanked out, every line where it was."""
    return _blanked(source, strings=False)


def code_only(source: str) -> str:
    """Return a source with comments and the inside of literals blanked out, nothing moved."""
    return _blanked(source, strings=True)


def _blanked(source: str, *, strings: bool) -> str:
    pieces: list[str] = []
    end = at = 0
    last = ""
    depth: list[int] = []  # braces open inside each ${…}
    while match := _TOKEN.search(source, at):
        start, at = match.span()
        kind = match.lastgroup
        blank = False
        if kind == "comment":
            blank = True
        elif kind == "string":
            blank, last = strings, "literal"
        elif kind == "template" or (
            kind == "mark" and match[0] == "}" and depth and depth[-1] == 0
        ):
            if kind == "mark":
                depth.pop()
            at, opened = _template_end(source, at)
            if opened:
                depth.append(0)
            blank, last = strings, "" if opened else "literal"
        elif kind == "slash" and last in _BEFORE_REGEX:
            regex = _REGEX.match(source, start)
            if regex:
                at, blank, last = regex.end(), strings, "literal"
        else:
            last = match[0]
            if depth and last in "{}":
                depth[-1] += 1 if last == "{" else -1
        if blank:
            pieces += [source[end:start], _NOT_NEWLINE.sub(" ", source[start:at])]
            end = at
    pieces.append(source[end:])
    return "".join(pieces)


def _template_end(source: str, at: int) -> tuple[int, bool]:
    """Return where a template's text ends, and whether in a ``${``."""
    while at < len(source):
        if source[at] == "\\":
            at += 2
        elif source[at] == "`":
            return at + 1, False
        elif source.startswith("${", at):
            return at + 2, True
        else:
            at += 1
    return at, False
