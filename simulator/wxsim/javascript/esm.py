"""ES import and export, rewritten as require and exports, line by line.

It is what the developer tools do when they "turn ES6 into ES5": exports are
getters, so that they stay live; an import takes its values when the module
starts, so that a circle of modules may find a value that is not there yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wxsim.javascript.scanning import code_only

_HINT = re.compile(r"\b(?:import|export)\b")
_FROM = r"""\s*from\s*(?P<quote>["'])(?P<from>[^"'\n]+)(?P=quote)"""
_IMPORT = re.compile(rf"import\s+(?P<what>[\w$*{{][^;\"'()]*?){_FROM}[ \t]*;?")
_BARE = re.compile(r"""import\s*(?P<quote>["'])(?P<from>[^"'\n]+)(?P=quote)[ \t]*;?""")
_AGAIN = re.compile(rf"export\s*(?P<what>\*(?:\s*as\s+[\w$]+)?|\{{[^}}]*\}}){_FROM}[ \t]*;?")
_LIST = re.compile(r"export\s*\{(?P<what>[^}]*)\}[ \t]*;?")
_DEFAULT_NAMED = re.compile(
    r"export\s+default\s+(?P<kept>(?:async\s+)?(?:function\s*\*?|class)\s+(?P<name>[\w$]+))"
)
_DEFAULT = re.compile(r"export\s+default\b\s*")
_DECLARED = re.compile(
    r"export\s+(?P<kept>(?:(?:async\s+)?function\s*\*?|class|const|let|var)\s+(?P<names>[^=;({]+|\{[^}]*\}|\[[^\]]*\]))"
)

_Rewrite = Callable[[re.Match[str], str, list[str]], str]


def as_script(source: str) -> str:
    """Return a source that ``require`` can run, every line where it was."""
    if not _HINT.search(source):
        return source
    code = code_only(source)
    statements = [found.start() for found in _HINT.finditer(code) if _is_statement(code, found)]
    if not statements:
        return source
    pieces: list[str] = []
    head: list[str] = []
    end = 0
    for number, at in enumerate(statements):
        if at < end:
            continue
        text, length = _rewritten(source, at, number, head)
        pieces += [source[end:at], text]
        end = at + length
    pieces.append(source[end:])
    marked = 'Object.defineProperty(exports, "__esModule", { value: true });'
    return f'"use strict"; {marked} {" ".join(head)} {"".join(pieces)}'


def _is_statement(code: str, found: re.Match[str]) -> bool:
    """Tell whether the word begins a statement at the top of the module."""
    before, after = code[: found.start()], code[found.end() : found.end() + 1]
    depth = before.count("{") - before.count("}") + before.count("(") - before.count(")")
    if depth or after in (".", ":", "=", ",", ")") or (found[0] == "import" and after == "("):
        return False
    return not re.search(r"[.\w$]\s*$", before.rpartition("\n")[2])


def _rewritten(source: str, at: int, number: int, head: list[str]) -> tuple[str, int]:
    """Return what takes a statement's place, and how many characters it replaces.

    What has to be there before the module starts is added to ``head``.
    """
    for pattern, rewrite in _STATEMENTS:
        found = pattern.match(source, at)
        if found:
            text = rewrite(found, f"__module{number}", head)
            lost = found[0].count("\n") - text.count("\n")
            return text + "\n" * lost, len(found[0])
    # No form of either that exists: the engine will say so.
    return source[at : at + 6], 6


def _bare(found: re.Match[str], _module: str, _head: list[str]) -> str:
    return f"require({found['from']!r});"


def _import(found: re.Match[str], module: str, _head: list[str]) -> str:
    return f"const {module} = require({found['from']!r});{_bindings(found['what'], module)}"


def _export_again(found: re.Match[str], module: str, _head: list[str]) -> str:
    return f"const {module} = require({found['from']!r});{_again(found['what'], module)}"


def _export_list(found: re.Match[str], _module: str, head: list[str]) -> str:
    head.extend(_getter(name, local) for local, name in _pairs(found["what"]))
    return ""


def _export_default_named(found: re.Match[str], _module: str, head: list[str]) -> str:
    head.append(_getter("default", found["name"]))
    return found["kept"]


def _export_default(_found: re.Match[str], _module: str, _head: list[str]) -> str:
    return "exports.default = "


def _export_declared(found: re.Match[str], _module: str, head: list[str]) -> str:
    head.extend(_getter(name, name) for name in _declared(found["names"]))
    return found["kept"]


def _bindings(what: str, module: str) -> str:
    texts = []
    for part in re.findall(r"\{[^}]*\}|\*\s*as\s+[\w$]+|[\w$]+", what):
        if part.startswith("{"):
            pairs = [
                f"{name}: {local}" if name != "default" else ""
                for name, local in _pairs(part[1:-1])
            ]
            texts.append(f"const {{ {', '.join(filter(None, pairs))} }} = {module};")
            texts += [
                f"const {local} = __wxsimDefault({module});"
                for name, local in _pairs(part[1:-1])
                if name == "default"
            ]
        elif part.startswith("*"):
            texts.append(f"const {part.rsplit(None, 1)[-1]} = __wxsimStar({module});")
        else:
            texts.append(f"const {part} = __wxsimDefault({module});")
    return " ".join(texts)


def _again(what: str, module: str) -> str:
    if what == "*":
        return (
            f'Object.keys({module}).forEach((name) => {{ if (name !== "default" && !(name in '
            f"exports)) Object.defineProperty(exports, name, {{ enumerable: true, get: () => "
            f"{module}[name] }}); }});"
        )
    if what.startswith("*"):
        return _getter(what.rsplit(None, 1)[-1], f"__wxsimStar({module})")
    texts = []
    for name, exported in _pairs(what[1:-1]):
        value = f"__wxsimDefault({module})" if name == "default" else f"{module}.{name}"
        texts.append(_getter(exported, value))
    return " ".join(texts)


def _pairs(names: str) -> list[tuple[str, str]]:
    """Read ``a, b as c`` into pairs of what stands before and after ``as``."""
    pairs = []
    for entry in re.sub(r"/\*.*?\*/|//[^\n]*", "", names, flags=re.DOTALL).split(","):
        words = entry.split()
        if words:
            pairs.append((words[0], words[-1]))
    return pairs


def _declared(names: str) -> list[str]:
    if names[0] in "{[":
        return [
            word.rpartition(":")[2].strip()
            for word in names[1:-1].replace("...", "").split(",")
            if word.strip()
        ]
    return [names.split(maxsplit=1)[0]]


def _getter(name: str, value: str) -> str:
    return f'Object.defineProperty(exports, "{name}", {{ enumerable: true, get: () => {value} }});'


_STATEMENTS: tuple[tuple[re.Pattern[str], _Rewrite], ...] = (
    (_BARE, _bare),
    (_IMPORT, _import),
    (_AGAIN, _export_again),
    (_LIST, _export_list),
    (_DEFAULT_NAMED, _export_default_named),
    (_DEFAULT, _export_default),
    (_DECLARED, _export_declared),
)
