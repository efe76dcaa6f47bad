"""``wxsim policy list``."""

from __future__ import annotations

import json

import click

from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option


@click.command()
@format_option
@url_option
def command(output_format: str, url: str) -> None:
    r"""List every switch.

    Each with its default, what it takes, and what is known of WeChat there.

    \b
    Examples:
      wxsim policy list
      wxsim policy list --format json
    """
    with Simulator(url) as simulator:
        switches = simulator.ask_list("/switches", having="choices")
    if output_format == "json":
        print_json(switches)
        return
    for switch in switches:
        default = json.dumps(switch["default"])
        click.echo(f"{click.style(switch['name'], bold=True)}={default}")
        click.echo(f"  {switch['about']}")
        click.echo(f"  takes {switch['choices']}; {switch['evidence']}")
