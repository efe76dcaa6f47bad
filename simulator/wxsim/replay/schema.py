"""The published JSON Schema of scenario files."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.replay.scenario import ACTIONS, Scenario
from wxsim.world.faults import KIND_OF_FIELD


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that editors hold scenario files against."""
    schema = msgspec.json.schema(Scenario)
    definitions = schema["$defs"]
    step, fault = definitions["Step"], definitions["Misbehaviour"]
    step["oneOf"] = [_given(name) for name in ACTIONS]
    fault["oneOf"] = [_given(name) for name in KIND_OF_FIELD]
    # In a policy, null goes back to the default.
    step["properties"]["policy"] = {
        "anyOf": [{"$ref": "#/$defs/Policy"}, {"type": "null"}],
        "default": None,
    }
    definitions["Policy"] = {
        **definitions["Switches"],
        "title": "Policy",
        "description": "Switches of the app that change.",
        "properties": {
            name: {"anyOf": [switch, {"type": "null"}]}
            for name, switch in definitions["Switches"]["properties"].items()
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A wxsim scenario",
        **schema,
    }


def _given(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}
