"""The published JSON Schema of scenario files."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.replay.scenario import ACTIONS, Scenario


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that editors hold scenario files against."""
    schema = msgspec.json.schema(Scenario)
    step = schema["$defs"]["Step"]
    step["oneOf"] = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in ACTIONS
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A wxsim scenario",
        **schema,
    }
