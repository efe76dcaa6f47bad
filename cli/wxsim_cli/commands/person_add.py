"""``wxsim person add``."""

from __future__ import annotations

import sys
from typing import Any

import click

from wxsim_cli.client import Simulator
from wxsim_cli.crowd import add_random
from wxsim_cli.exits import INTERRUPTED
from wxsim_cli.options import url_option
from wxsim_cli.table import fields


@click.command()
@click.argument("name", required=False)
@click.option("--nickname", help="What WeChat shows; the name when left out.")
@click.option("--gender", type=int, help="0 unknown, 1 male, 2 female.")
@click.option("--language", help="Such as zh_CN, zh_TW or en.")
@click.option("--country", help="Such as CN.")
@click.option("--province", help="Such as Guangdong.")
@click.option("--city", help="Such as Guangzhou.")
@click.option("--avatar-url", help="An HTTPS address.")
@click.option("--real-name", help="Such as 李爱丽.")
@click.option("--address", help="A postal address.")
@click.option("--phone", help="Digits, without the country code; made up when left out.")
@click.option("--country-code", help="Of the phone, such as 852; 86 when left out.")
@click.option("--risk-rank", type=int, help="0 to 4; WeChat refuses the codes of rank 4.")
@click.option(
    "--random",
    "count",
    type=click.IntRange(min=1),
    metavar="N",
    help="Make up N people with Chinese names and addresses, called p1, p2 and so on.",
)
@click.option(
    "--seed",
    metavar="TEXT",
    help="Of --random: the same seed gives the same people; the simulator's own when left out.",
)
@url_option
def command(
    *,
    name: str | None,
    count: int | None,
    seed: str | None,
    url: str,
    **described: Any,
) -> None:
    r"""Add a person, or many made-up ones.

    With --random, the other options hold for everybody who is added.

    \b
    Examples:
      wxsim person add dan
      wxsim person add mei --nickname 小美 --gender 2 --phone 13800138000
      wxsim person add --random 100
    """
    if (name is None) == (count is None):
        raise click.UsageError("give either a NAME or --random N, as in `wxsim person add dan`")
    if seed is not None and count is None:
        raise click.UsageError("--seed is for --random; leave it out, or add --random N")
    given = {field: value for field, value in described.items() if value is not None}
    with Simulator(url) as simulator:
        if count is None:
            person = simulator.add_person({"name": name, **given})
            click.echo(fields((field, str(value)) for field, value in person.items()))
        elif not add_random(simulator, count, seed, given):
            sys.exit(INTERRUPTED)
