"""From a YAML file to a scenario or a mapping, with the line of every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from wxsim.durations import parse_duration
from wxsim.replay.expectations import MATCHERS, matcher_of
from wxsim.replay.scenario import ACTIONS, Scenario, Step
from wxsim.replay.values import is_variable, variables_in
from wxsim.world.people import PHONE_NUMBER, SCOPES

T = TypeVar("T")

_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_PLACE_PART = re.compile(r"[^.\[\]]+")

# What a scenario can use without having saved it.
GIVEN_VARIABLES = frozenset({"appid", "person"})

# The C parser is several times faster, where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def read_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Raises:
        BadFile: it cannot be read, does not fit the schema, or makes no sense.
    """
    node, scenario = read_yaml(path, Scenario)
    for place, reason in _nonsense(scenario):
        raise BadFile(path, line_of(node, place), reason)
    return scenario


def read_yaml(path: Path, kind: type[T]) -> tuple[yaml.Node, T]:
    """Read a YAML file as a ``kind``, with the nodes that know the lines.

    Raises:
        BadFile: it cannot be read or does not fit.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadFile(path, 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(path, 0, "is not UTF-8 text") from error
    try:
        node = yaml.compose(text, _Loader)
        data = yaml.load(text, _Loader)  # noqa: S506  # a safe loader, see _Loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadFile(path, line, f"is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BadFile(path, 0, f"is not YAML: {error}") from error
    if node is None:
        raise BadFile(path, 0, "is empty")
    try:
        return node, msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        found = _PLACE.search(message)
        place = _PLACE_PART.findall(found[1]) if found else []
        reason = message[: found.start()] if found else message
        unknown = re.search(r"unknown field `([^`]*)`", reason)
        if unknown:
            place = [*place, unknown[1]]
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


def _nonsense(scenario: Scenario) -> Iterator[tuple[list[str], str]]:
    """Yield what fits the schema and still makes no sense, with its place."""
    if not scenario.steps:
        yield ["steps"], "has no steps"
    yield from _bad_scopes(["consent"], scenario.consent)
    known = set(GIVEN_VARIABLES)
    for number, step in enumerate(scenario.steps):
        place = ["steps", str(number)]
        yield from ((place + rest, reason) for rest, reason in _nonsense_in_step(step, known))
        known |= step.save.keys()


def _nonsense_in_step(step: Step, known: set[str]) -> Iterator[tuple[list[str], str]]:
    named = [name for name in ACTIONS if getattr(step, name) is not None]
    if len(named) != 1:
        yield (
            [],
            (
                f"a step does exactly one of {', '.join(ACTIONS)}; "
                f"this one does {' and '.join(named) or 'nothing'}"
            ),
        )
        return
    if step.clock is not None:
        try:
            parse_duration(step.clock)
        except ValueError as error:
            yield ["clock"], str(error)
    yield from _bad_scopes(["consent"], step.consent or {})
    for path in sorted(variables_in([step.with_, step.expect])):
        if not is_variable(path):
            yield [], f"${{{path}}} is no variable; write ${{name}} or ${{name.part}}"
        elif path.split(".")[0] not in known:
            yield (
                [],
                (
                    f"nothing has saved ${{{path}}} before this step; "
                    f"known are {', '.join(sorted(known))}"
                ),
            )
    for place, expected in step.expect.items():
        if isinstance(expected, dict) and matcher_of(expected) is None:
            yield (
                ["expect", place],
                (f"an expectation is a value or one of {', '.join(MATCHERS)} with what it wants"),
            )


def _bad_scopes(place: list[str], consent: dict[str, bool]) -> Iterator[tuple[list[str], str]]:
    known = (*SCOPES, PHONE_NUMBER)
    for scope in consent:
        if scope not in known:
            yield [*place, scope], f"there is no scope {scope!r}; there is {', '.join(known)}"
