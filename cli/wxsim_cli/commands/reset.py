"""``wxsim reset``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import url_option


@click.command()
@url_option
def command(url: str) -> None:
    r"""Go back to how the world began.

    Apps, people, clock, faults and journal are as when the simulator was first
    started. Snapshots stay.

    \b
    Examples:
      wxsim reset
    """
    with Simulator(url) as simulator:
        about = simulator.ask("POST", "/reset", having="seed")
    click.echo(f"the world is as it began, from the seed {about['seed']!r}")
