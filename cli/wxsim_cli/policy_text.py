"""The switches of one app, found and shown."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import click

from wxsim_cli.client import Simulator
from wxsim_cli.exits import BadInput
from wxsim_cli.jsontext import print_json
from wxsim_cli.table import fields


def appid_or_first(simulator: Simulator, appid: str | None) -> str:
    """Return an appid, or that of the simulator's first app.

    Raises:
        BadInput: it has none.
    """
    if appid is not None:
        return appid
    apps = simulator.apps()
    if not apps:
        raise BadInput("there is no app yet; add one with `wxsim app add`")
    first: str = apps[0]["appid"]
    return first


def show_switches(
    app: dict[str, Any], output_format: str, only: Collection[str] | None = None
) -> None:
    """Print the switches of an app: all as JSON; as text all, or only those named."""
    switches: dict[str, Any] = app["switches"]
    if output_format == "json":
        print_json(switches)
    else:
        values = (
            (name, json.dumps(value, ensure_ascii=False))
            for name, value in switches.items()
            if only is None or name in only
        )
        click.echo(fields([("app", app["appid"]), *values]))
