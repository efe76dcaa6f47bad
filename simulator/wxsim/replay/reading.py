"""From a file to a scenario that makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from wxsim.miniprogram.device import DEVICE_APIS
from wxsim.replay.expectations import nonsense_in
from wxsim.replay.nonsense import (
    Nonsense,
    bad_clock,
    bad_count,
    bad_fault,
    bad_person,
    bad_policy,
    bad_scopes,
    bad_worker,
)
from wxsim.replay.scenario import ACTIONS, Scenario, Step
from wxsim.replay.values import is_variable, variables_in
from wxsim.replay.yamlfile import BadFile, line_of, read_yaml
from wxsim.world import InvalidValue
from wxsim.world.switches import require_addresses

# What a scenario can use without having saved it.
GIVEN_VARIABLES = frozenset({"appid", "person", "secret"})

# What a step can call: the phone's APIs, and those that need no WeChat.
WX_APIS = (
    *DEVICE_APIS,
    *("clearStorage", "getStorage", "getStorageInfo", "removeStorage", "request", "setStorage"),
)

# What makes no sense behind the name of an action.
_NONSENSE: dict[str, Callable[[Any], Nonsense]] = {
    "clock": bad_clock,
    "fault": bad_fault,
    "policy": bad_policy,
    "person": bad_person,
    "consent": bad_scopes,
    "worker": bad_worker,
    "assert": bad_count,
}


def read_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Raises:
        BadFile: it cannot be read, does not fit the schema, or makes no sense.
    """
    node, scenario = read_yaml(path, Scenario)
    for place, reason in _nonsense(scenario):
        raise BadFile(path, line_of(node, place), reason)
    for number, step in enumerate(scenario.steps):
        if step.javascript is not None:
            # Found from the scenario's file, whichever folder it is played from.
            found = path.parent / step.javascript.path
            program = msgspec.structs.replace(step.javascript, path=str(found))
            scenario.steps[number] = msgspec.structs.replace(step, javascript=program)
    return scenario


def bad_expectations(place: list[str], expectations: Mapping[str, Any]) -> Nonsense:
    """Yield the expectations that nothing could meet, with their places in a file."""
    for name, expected in expectations.items():
        reason = nonsense_in(expected)
        if reason:
            yield [*place, name], reason


def _nonsense(scenario: Scenario) -> Nonsense:
    """Yield what fits the schema and still makes no sense."""
    if not scenario.steps:
        yield ["steps"], "has no steps"
    yield from _below("consent", bad_scopes(scenario.consent))
    if scenario.switches is not None:
        try:
            require_addresses(scenario.switches)
        except InvalidValue as error:
            yield ["switches"], str(error)
    known = set(GIVEN_VARIABLES)
    for number, step in enumerate(scenario.steps):
        place = ["steps", str(number)]
        yield from ((place + rest, reason) for rest, reason in _nonsense_in_step(step, known))
        known |= step.save.keys()


def _nonsense_in_step(step: Step, known: set[str]) -> Nonsense:
    named = step.actions
    if len(named) != 1:
        does = " and ".join(named) or "nothing"
        yield [], f"a step does exactly one of {', '.join(ACTIONS)}; this one does {does}"
        return
    if step.wx is not None and step.wx not in WX_APIS:
        yield ["wx"], f"there is no wx API {step.wx!r}; there is {', '.join(sorted(WX_APIS))}"
    find = _NONSENSE.get(step.action)
    if find is not None:
        yield from _below(step.action, find(step.what(step.action)))
    yield from _bad_variables(step, known)
    for name in step.save:
        if "." in name or not is_variable(name):
            yield ["save", name], f"{name!r} names no variable; use letters, digits and _"
    yield from bad_expectations(["expect"], step.expect)


def _below(name: str, found: Nonsense) -> Nonsense:
    return (([name, *place], reason) for place, reason in found)


def _bad_variables(step: Step, known: set[str]) -> Nonsense:
    for name, value in (
        *_fields(step.action, step.what(step.action)),
        *_fields("with", step.with_),
        *_fields("expect", step.expect),
    ):
        for path in sorted(variables_in(value)):
            reason = ""
            if not is_variable(path):
                reason = "is no variable; write ${name} or ${name.part}"
            elif path.split(".")[0] not in known:
                reason = f"has no value yet; known are {', '.join(sorted(known))}"
            if reason:
                yield name, f"${{{path}}} {reason}"


def _fields(name: str, value: Any) -> Iterator[tuple[list[str], Any]]:
    """Yield the fields of a value, with their places in the step."""
    data = msgspec.to_builtins(value)
    if isinstance(data, Mapping):
        yield from (([name, field], inner) for field, inner in data.items())
