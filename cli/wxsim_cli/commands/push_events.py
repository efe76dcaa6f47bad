"""``wxsim push events``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import table


@click.command()
@format_option
@url_option
def command(*, output_format: str, url: str) -> None:
    r"""List what can be pushed.

    FIELDS are what --field can set, with what is taken otherwise. HERE is what
    makes the push happen by itself.

    \b
    Examples:
      wxsim push events
      wxsim push events --format json
    """
    with Simulator(url) as simulator:
        pushable = simulator.ask_list("/push/events", having="fields")
    if output_format == "json":
        print_json(pushable)
        return
    rows = (
        (
            one["name"],
            one["kind"],
            " ".join(f"{name}={value}" for name, value in one["fields"].items()),
            one["here"],
            one["about"],
        )
        for one in pushable
    )
    click.echo(table(("NAME", "KIND", "FIELDS", "HERE", "WHEN WECHAT SENDS IT"), rows))
