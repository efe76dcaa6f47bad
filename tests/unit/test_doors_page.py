"""The page about the doors lists what there is."""

from __future__ import annotations

from pathlib import Path

from wxsim.control.routes import ROUTES

PAGE = Path(__file__).parents[2] / "docs" / "doors.md"


def test_the_page_lists_every_request_of_the_control_door() -> None:
    rows = [f"| `{route.method} /_wxsim{route.path}` | {route.summary} |" for route in ROUTES]

    table = PAGE.read_text("utf-8").split("## The control door")[1].split("```sh")[0]

    assert [line for line in table.splitlines() if line.startswith("| `")] == rows
