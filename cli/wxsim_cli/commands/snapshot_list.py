"""``wxsim snapshot list``."""

from __future__ import annotations

import click

from wxsim.times import iso
from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import table


@click.command()
@format_option
@url_option
def command(output_format: str, url: str) -> None:
    r"""List the snapshots.

    \b
    Examples:
      wxsim snapshot list
      wxsim snapshot list --format json
    """
    with Simulator(url) as simulator:
        snapshots = simulator.ask_list("/snapshots", having="saved_at")
    if output_format == "json":
        print_json(snapshots)
    elif snapshots:
        rows = ((one["name"], iso(one["saved_at"]), str(one["rows"])) for one in snapshots)
        click.echo(table(("NAME", "SAVED", "ROWS"), rows))
    else:
        click.echo("no snapshots")
