"""``wxsim mark``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import url_option


@click.command()
@url_option
def command(url: str) -> None:
    r"""Print a mark, from which `wxsim called` counts.

    \b
    Examples:
      wxsim mark
      mark=$(wxsim mark); run-my-test; wxsim called /sns/jscode2session --since "$mark"
    """
    with Simulator(url) as simulator:
        click.echo(simulator.ask("POST", "/marks", having="mark")["mark"])
