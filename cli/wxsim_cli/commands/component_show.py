"""``wxsim component show``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, component_path
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import fields


@click.command()
@click.argument("component")
@format_option
@url_option
def command(component: str, output_format: str, url: str) -> None:
    r"""Show its ticket, and whom it acts for.

    \b
    Examples:
      wxsim component show wx00000000000000c0
      wxsim component show wx00000000000000c0 --format json
    """
    with Simulator(url) as simulator:
        standing = simulator.ask("GET", component_path(component), having="acts_for")
    if output_format == "json":
        print_json(standing)
    else:
        shown = [
            ("acts_for", ", ".join(standing["acts_for"])),
            ("verify_ticket", standing["verify_ticket"]),
        ]
        click.echo(fields(shown))
