"""``wxsim component ticket``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, component_path
from wxsim_cli.options import url_option


@click.command()
@click.argument("component")
@url_option
def command(component: str, url: str) -> None:
    r"""Print a new component_verify_ticket.

    WeChat pushes one every 10 minutes; api_component_token takes the newest
    alone, for 12 hours.

    \b
    Examples:
      wxsim component ticket wx00000000000000c0
    """
    with Simulator(url) as simulator:
        path = f"{component_path(component)}/ticket"
        standing = simulator.ask("POST", path, having="verify_ticket")
    click.echo(standing["verify_ticket"])
