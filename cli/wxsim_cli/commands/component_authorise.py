"""``wxsim component authorise``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, component_path
from wxsim_cli.options import url_option


@click.command()
@click.argument("component")
@click.argument("appid")
@url_option
def command(component: str, appid: str, url: str) -> None:
    r"""Let it act for an app.

    \b
    Examples:
      wxsim component authorise wx00000000000000c0 wx0123456789abcdef
    """
    with Simulator(url) as simulator:
        simulator.ask("PUT", component_path(component, appid), having="acts_for")
    click.echo(f"{component} acts for {appid}")
