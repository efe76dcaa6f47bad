"""``wxsim fault clear``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, query
from wxsim_cli.options import url_option


@click.command()
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--app", metavar="APPID", help="Only this app's.")
@url_option
def command(number: int | None, app: str | None, url: str) -> None:
    r"""Take faults away.

    The one with NUMBER, or all of them.

    \b
    Examples:
      wxsim fault clear
      wxsim fault clear 3
      wxsim fault clear --app wx0123456789abcdef
    """
    if number is not None and app is not None:
        raise click.UsageError("give either a NUMBER or --app")
    with Simulator(url) as simulator:
        if number is None:
            answer = simulator.ask("DELETE", f"/faults{query(app=app)}", having="cleared")
            cleared = answer["cleared"]
            click.echo(f"{cleared} {'fault' if cleared == 1 else 'faults'} cleared")
        else:
            simulator.ask("DELETE", f"/faults/{number}", having="number")
            click.echo(f"fault {number} cleared")
