"""``wxsim snapshot save``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, snapshot_path
from wxsim_cli.options import url_option


@click.command()
@click.argument("name")
@url_option
def command(name: str, url: str) -> None:
    r"""Keep everything as it is now.

    \b
    Examples:
      wxsim snapshot save before
    """
    with Simulator(url) as simulator:
        simulator.ask("PUT", snapshot_path(name), having="saved_at")
    click.echo(f"{name} saved")
