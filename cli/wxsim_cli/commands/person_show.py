"""``wxsim person show``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import fields


@click.command()
@click.argument("name")
@format_option
@url_option
def command(name: str, output_format: str, url: str) -> None:
    r"""Show one person.

    \b
    Examples:
      wxsim person show alice
      wxsim person show alice --format json
    """
    with Simulator(url) as simulator:
        person = simulator.person(name)
    if output_format == "json":
        print_json(person)
    else:
        click.echo(fields((field, str(value)) for field, value in person.items()))
