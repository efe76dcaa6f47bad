"""The JavaScript that stands between a program and the host."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

# In this order: each part uses those before it.
PARTS = (
    *("mailbox", "promises", "clock", "modules", "calls"),
    *("storage", "selectors", "pages", "wx", "doors"),
)


def part(name: str) -> str:
    """Return the source of one part, an expression whose value is a function of the host."""
    return files("wxsim.javascript").joinpath(f"prelude/{name}.js").read_text("utf-8")


def table(name: str) -> dict[str, Any]:
    """Return a data file: ``apis`` or ``answers``."""
    text = files("wxsim.javascript").joinpath(f"data/{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
