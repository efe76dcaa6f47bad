"""``wxsim person list``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import table

_HEADINGS = ("NAME", "GENDER", "PHONE", "REGION", "RISK", "NICKNAME")
_GENDERS = {0: "unknown", 1: "male", 2: "female"}


@click.command()
@format_option
@url_option
def command(output_format: str, url: str) -> None:
    r"""List everybody.

    \b
    Examples:
      wxsim person list
      wxsim person list --format json
    """
    with Simulator(url) as simulator:
        people = simulator.people()
    if output_format == "json":
        print_json(people)
        return
    rows = (
        (
            person["name"],
            _GENDERS.get(person["gender"], str(person["gender"])),
            f"+{person['country_code']} {person['phone']}",
            " ".join(filter(None, (person["country"], person["province"], person["city"]))),
            str(person["risk_rank"]),
            person["nickname"],
        )
        for person in people
    )
    click.echo(table(_HEADINGS, rows))
