"""``wxsim person unblock``."""

from __future__ import annotations

import click

from wxsim.world.risk import HARMLESS_RANK
from wxsim_cli.client import Simulator
from wxsim_cli.options import url_option


@click.command()
@click.argument("name")
@url_option
def command(name: str, url: str) -> None:
    r"""Let WeChat trust a person again.

    Their risk_rank becomes 0.

    \b
    Examples:
      wxsim person unblock alice
    """
    with Simulator(url) as simulator:
        person = simulator.change_person(name, {"risk_rank": HARMLESS_RANK})
    click.echo(f"{person['name']} has risk_rank {person['risk_rank']}")
