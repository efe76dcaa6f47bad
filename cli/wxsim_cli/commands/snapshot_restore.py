"""``wxsim snapshot restore``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, snapshot_path
from wxsim_cli.options import url_option


@click.command()
@click.argument("name")
@url_option
def command(name: str, url: str) -> None:
    r"""Go back to a snapshot.

    \b
    Examples:
      wxsim snapshot restore before
    """
    with Simulator(url) as simulator:
        simulator.ask("POST", f"{snapshot_path(name)}/restore", having="saved_at")
    click.echo(f"{name} restored")
