"""``wxsim oauth visitor``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import url_option


@click.command()
@click.argument("name", required=False)
@url_option
def command(name: str | None, url: str) -> None:
    r"""Show or set whose WeChat pages open in.

    A page that asks for snsapi_base sends this person back at once; others
    offer them first. A browser in which somebody has authorised keeps to them.

    \b
    Examples:
      wxsim oauth visitor
      wxsim oauth visitor bob
    """
    with Simulator(url) as simulator:
        if name is None:
            person = simulator.ask("GET", "/oauth/visitor", having="name")
        else:
            person = simulator.ask("PUT", "/oauth/visitor", having="name", person=name)
    click.echo(person["name"])
