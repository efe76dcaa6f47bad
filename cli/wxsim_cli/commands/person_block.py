"""``wxsim person block``."""

from __future__ import annotations

import click

from wxsim.world.risk import BLOCKED_RANK
from wxsim_cli.client import Simulator
from wxsim_cli.options import url_option


@click.command()
@click.argument("name")
@url_option
def command(name: str, url: str) -> None:
    r"""Let WeChat refuse a person with 40226.

    Their risk_rank becomes 4, and their js_codes are refused.

    \b
    Examples:
      wxsim person block alice
    """
    with Simulator(url) as simulator:
        person = simulator.change_person(name, {"risk_rank": BLOCKED_RANK})
    click.echo(f"{person['name']} has risk_rank {person['risk_rank']}")
