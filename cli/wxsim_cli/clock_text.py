"""The clock as text, and times as they are typed."""

from __future__ import annotations

import math
from typing import Any

import click

from wxsim.times import iso
from wxsim_cli.jsontext import print_json

# Lets -5m through to the simulator, which says what a duration is.
NEGATIVE_VALUES = {"ignore_unknown_options": True}

clock_app_option = click.option(
    "--app", metavar="APPID", help="Whose own time; everybody's when left out."
)


def duration(text: str) -> str | float:
    """Return a duration as the simulator takes it: a plain number is seconds.

    What is neither is sent as it was typed: the simulator says what would be right.
    """
    try:
        seconds = float(text)
    except ValueError:
        return text
    # JSON has no nan, nor inf: as texts they are refused like any other.
    return seconds if math.isfinite(seconds) else text


def moment(text: str | None) -> str | float | None:
    """Return a time as the simulator takes it: a plain number is Unix seconds."""
    return None if text is None else duration(text)


def show_clock(clock: dict[str, Any], app: str | None, output_format: str) -> None:
    """Print the simulator's answer: what time it is, and what fell due."""
    if output_format == "json":
        print_json(clock)
        return
    click.echo("\n".join([*_times(clock, app), *map(_fallen, clock.get("due", ()))]))


def _times(clock: dict[str, Any], app: str | None) -> list[str]:
    if app is not None:
        return [_time(clock["apps"].get(app, clock))]
    return [_time(clock), *(f"{_time(own)}  {appid}" for appid, own in clock["apps"].items())]


def _time(time: dict[str, Any]) -> str:
    return str(time["iso"]) + ("  stands still" if time["frozen"] else "")


def _fallen(due: dict[str, Any]) -> str:
    return f"  {iso(due['at'])}  {due['story']}"
