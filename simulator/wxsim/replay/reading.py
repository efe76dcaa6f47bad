"""From a file to a scenario that makes sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wxsim.durations import parse_duration
from wxsim.miniprogram.device import DEVICE_APIS
from wxsim.replay.expectations import nonsense_in
from wxsim.replay.scenario import ACTIONS, Scenario, Step, WeChatFault
from wxsim.replay.values import is_variable, variables_in
from wxsim.replay.yamlfile import BadFile, line_of, read_yaml
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.routes import ROUTES_BY_PATH
from wxsim.world.people import PHONE_NUMBER, SCOPES

# What a scenario can use without having saved it.
GIVEN_VARIABLES = frozenset({"appid", "person"})

# What a step can call: the phone's APIs, and those that need no WeChat.
WX_APIS = (
    *DEVICE_APIS,
    *("clearStorage", "getStorage", "getStorageInfo", "removeStorage", "request", "setStorage"),
)

# A place in the file, and what makes no sense there.
_Nonsense = Iterator[tuple[list[str], str]]


def read_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Raises:
        BadFile: it cannot be read, does not fit the schema, or makes no sense.
    """
    node, scenario = read_yaml(path, Scenario)
    for place, reason in _nonsense(scenario):
        raise BadFile(path, line_of(node, place), reason)
    return scenario


def bad_expectations(place: list[str], expectations: Mapping[str, Any]) -> _Nonsense:
    """Yield the expectations that nothing could meet, with their places in a file."""
    for name, expected in expectations.items():
        reason = nonsense_in(expected)
        if reason:
            yield [*place, name], reason


def _nonsense(scenario: Scenario) -> _Nonsense:
    """Yield what fits the schema and still makes no sense."""
    if not scenario.steps:
        yield ["steps"], "has no steps"
    yield from _bad_scopes(["consent"], scenario.consent)
    known = set(GIVEN_VARIABLES)
    for number, step in enumerate(scenario.steps):
        place = ["steps", str(number)]
        yield from ((place + rest, reason) for rest, reason in _nonsense_in_step(step, known))
        known |= step.save.keys()


def _nonsense_in_step(step: Step, known: set[str]) -> _Nonsense:
    named = [name for name in ACTIONS if getattr(step, name) is not None]
    if len(named) != 1:
        does = " and ".join(named) or "nothing"
        yield [], f"a step does exactly one of {', '.join(ACTIONS)}; this one does {does}"
        return
    if step.wx is not None and step.wx not in WX_APIS:
        yield ["wx"], f"there is no wx API {step.wx!r}; there is {', '.join(sorted(WX_APIS))}"
    if step.clock is not None:
        try:
            parse_duration(step.clock)
        except ValueError as error:
            yield ["clock"], str(error)
    if step.wechat is not None:
        yield from _bad_fault(step.wechat)
    yield from _bad_scopes(["consent"], step.consent or {})
    yield from _bad_variables(step, known)
    for name in step.save:
        if "." in name or not is_variable(name):
            yield ["save", name], f"{name!r} names no variable; use letters, digits and _"
    yield from bad_expectations(["expect"], step.expect)


def _bad_fault(fault: WeChatFault) -> _Nonsense:
    if fault.path not in ROUTES_BY_PATH:
        paths = ", ".join(ROUTES_BY_PATH)
        yield ["wechat", "path"], f"there is no path {fault.path!r}; there is {paths}"
    if fault.errcode not in ERROR_CODES:
        known = ", ".join(map(str, ERROR_CODES))
        yield ["wechat", "errcode"], f"WeChat never says {fault.errcode}; there is {known}"
    if fault.times < 1:
        yield ["wechat", "times"], "times is how many calls are answered so; write 1 or more"


def _bad_variables(step: Step, known: set[str]) -> _Nonsense:
    for field, values in (("with", step.with_), ("expect", step.expect)):
        for name, value in values.items():
            for path in sorted(variables_in(value)):
                reason = ""
                if not is_variable(path):
                    reason = "is no variable; write ${name} or ${name.part}"
                elif path.split(".")[0] not in known:
                    reason = f"has no value yet; known are {', '.join(sorted(known))}"
                if reason:
                    yield [field, name], f"${{{path}}} {reason}"


def _bad_scopes(place: list[str], consent: Mapping[str, bool]) -> _Nonsense:
    known = (*SCOPES, PHONE_NUMBER)
    for scope in consent:
        if scope not in known:
            yield [*place, scope], f"there is no scope {scope!r}; there is {', '.join(known)}"
