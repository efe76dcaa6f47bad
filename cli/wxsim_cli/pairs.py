"""Reading NAME=VALUE, as options and arguments take it."""

from __future__ import annotations

from typing import Any

import click

from wxsim_cli.jsontext import parse_json


def read_pair(text: str, *, example: str, option: str | None = None) -> tuple[str, str]:
    """Read ``NAME=VALUE``; the value may be empty.

    Args:
        text: as given.
        example: for the error, a good one and whatever else helps.
        option: which one it is; None for an argument.

    Raises:
        click.BadParameter: it has no name or no value.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.BadParameter(
            f"{text!r} has no value; write NAME=VALUE, as in {example}", param_hint=option
        )
    return name, value


def read_switch(text: str, *, option: str | None = None) -> tuple[str, Any]:
    """Read a switch of an app and what it is set to: JSON, or else a text.

    Args:
        text: as given.
        option: which one it is; None for an argument.

    Raises:
        click.BadParameter: it has no name or no value.
    """
    example = "profile_era=classic; `wxsim policy list` has the names"
    name, value = read_pair(text, example=example, option=option)
    try:
        return name, parse_json(value)
    except ValueError:
        return name, value
