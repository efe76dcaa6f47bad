"""YAML files as JSON values, with the line of every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from wxsim.replay.misfits import misfit

T = TypeVar("T")

_YAML = "tag:yaml.org,2002:"
_TEXT = _YAML + "str"
_FLOAT = _YAML + "float"
_JSON = {_TEXT, _FLOAT, *(_YAML + name for name in ("null", "bool", "int", "seq", "map"))}
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)

# The C parser is several times faster, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]  # its base is chosen at run time
    """Reads 2020-01-01 as the text that it is in JSON."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # PyYAML's own attribute, which it never changes
        first: [resolver for resolver in resolvers if resolver[0] != _YAML + "timestamp"]
        for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
    }


class BadFile(ValueError):
    """A file cannot be used.

    Attributes:
        path: which file.
        line: counted from 1, or 0 where no line is to blame.
        reason: what is wrong and what would be right.
    """

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


def read_yaml(path: Path, kind: type[T]) -> tuple[yaml.Node, T]:
    """Read a YAML file as a ``kind``, with the nodes that know the lines.

    Raises:
        BadFile: it cannot be read, says what JSON cannot, or does not fit.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadFile(path, 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(path, 0, "is not UTF-8 text") from error
    try:
        node, data = _load(path, text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadFile(path, line, f"is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BadFile(path, 0, f"is not YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise BadFile(path, 0, "is nested too deeply") from error
    try:
        return node, msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        place, reason = misfit(data, kind, error)
        raise BadFile(path, line_of(node, place), reason) from error


def line_of(node: yaml.Node, place: list[str]) -> int:
    """Return the line of a place in a file, counted from 1: of its key, if it has one."""
    line = node.start_mark.line
    for part in place:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, node = key.start_mark.line, value
                    break
            else:
                return line + 1
        elif isinstance(node, yaml.SequenceNode) and part.isdecimal():
            node = node.value[int(part)]
            line = node.start_mark.line
    return int(line) + 1


def _load(path: Path, text: str) -> tuple[yaml.Node, Any]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise BadFile(path, 0, "is empty")
        for line, reason in _beyond_json(node, ()):
            raise BadFile(path, line, reason)
        try:
            return node, loader.construct_document(node)
        except (ValueError, KeyError) as error:
            raise BadFile(path, 0, f"has a value that is not what its tag says: {error}") from error
    finally:
        loader.dispose()


def _beyond_json(node: yaml.Node, above: tuple[yaml.Node, ...]) -> Iterator[tuple[int, str]]:
    """Yield what YAML can say and JSON cannot, with its line."""
    line = node.start_mark.line + 1
    if any(node is other for other in above):
        yield line, "holds itself"
        return
    if node.tag not in _JSON:
        yield line, f"{node.tag.removeprefix(_YAML)} is nothing that JSON has; quote it"
    elif node.tag == _FLOAT and _NO_NUMBER.fullmatch(node.value):
        yield line, f"{node.value} is no number that JSON has"
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _beyond_json(item, (*above, node))
    elif isinstance(node, yaml.MappingNode):
        yield from _bad_keys(node)
        for _, value in node.value:
            yield from _beyond_json(value, (*above, node))


def _bad_keys(node: yaml.MappingNode) -> Iterator[tuple[int, str]]:
    lines: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if key.tag not in (_TEXT, _YAML + "merge"):
            yield line, "a name is a text; quote it"
        elif key.value in lines:
            yield line, f"{key.value} stands there twice, first in line {lines[key.value]}"
        else:
            lines[key.value] = line
