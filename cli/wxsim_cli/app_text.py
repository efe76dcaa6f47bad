"""An app as text."""

from __future__ import annotations

import json
from typing import Any

from wxsim.world.switches import describe_switches
from wxsim_cli.table import fields


def app_text(app: dict[str, Any]) -> str:
    """Return an app's fields, and of its switches those that are not at their defaults."""
    plain = [(field, _shown(value)) for field, value in app.items() if field != "switches"]
    # Through JSON and back, as the app's own switches have come: a tuple is a list then.
    defaults = {
        switch.name: json.loads(json.dumps(switch.default)) for switch in describe_switches()
    }
    moved = [
        f"{name}={json.dumps(value)}  (default {json.dumps(defaults.get(name))})"
        for name, value in app["switches"].items()
        if name not in defaults or value != defaults[name]
    ]
    lines = moved or ["all at their defaults"]
    labels = ["switches", *[""] * (len(lines) - 1)]
    return fields([*plain, *zip(labels, lines, strict=True)])


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
