"""``wxsim fault list``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.fault_text import fault_table
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option


@click.command()
@format_option
@url_option
def command(output_format: str, url: str) -> None:
    r"""List the faults that wait for their calls.

    \b
    Examples:
      wxsim fault list
      wxsim fault list --format json
    """
    with Simulator(url) as simulator:
        faults = simulator.ask_list("/faults", having="number")
    if output_format == "json":
        print_json(faults)
    else:
        click.echo(fault_table(faults) if faults else "no faults")
