"""``wxsim component unauthorise``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, component_path
from wxsim_cli.options import url_option


@click.command()
@click.argument("component")
@click.argument("appid")
@url_option
def command(component: str, appid: str, url: str) -> None:
    r"""Let it act for an app no longer.

    \b
    Examples:
      wxsim component unauthorise wx00000000000000c0 wx0123456789abcdef
    """
    with Simulator(url) as simulator:
        simulator.ask("DELETE", component_path(component, appid), having="acts_for")
    click.echo(f"{component} acts no longer for {appid}")
