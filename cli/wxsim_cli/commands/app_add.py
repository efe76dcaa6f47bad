"""``wxsim app add``."""

from __future__ import annotations

import json
from typing import Any

import click

from wxsim.world.switches import describe_switches
from wxsim_cli.app_text import app_text
from wxsim_cli.client import Simulator
from wxsim_cli.options import kind_option, redirect_domains_option, url_option
from wxsim_cli.pairs import read_switch


class _AddCommand(click.Command):
    """Adds the list of switches to its help."""

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Switches"):
            formatter.write_dl(
                [
                    (f"{switch.name}={json.dumps(switch.default)}", switch.about)
                    for switch in describe_switches()
                ]
            )


@click.command(cls=_AddCommand)
@click.option("--appid", help="wx and 16 digits of 0-9a-f; made up when left out.")
@click.option("--secret", help="32 digits of 0-9a-f; made up when left out.")
@click.option("--name", help="For people to read.")
@click.option(
    "--open-account",
    metavar="NAME",
    help="Any name for an Open Platform account; apps of one account share unionids.",
)
@kind_option
@redirect_domains_option
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME=VALUE",
    help="Depart from a default, see below; may be given again. VALUE is JSON, or else text.",
)
@url_option
def command(
    switches: tuple[str, ...],
    redirect_domains: tuple[str, ...],
    url: str,
    **described: str | None,
) -> None:
    r"""Add an app and print its secret.

    \b
    Examples:
      wxsim app add
      wxsim app add --name 我的商城 --open-account demo
      wxsim app add --kind official_account --redirect-domain localhost
      wxsim app add --switch profile_era=classic --switch session_key_lifetime=60
      wxsim app add --switch 'ip_whitelist=["10.0.0.7"]'
    """
    given: dict[str, Any] = {
        field: value for field, value in described.items() if value is not None
    }
    moved = dict(read_switch(one, option="--switch") for one in switches)
    with Simulator(url) as simulator:
        app = simulator.add_app({**given, "redirect_domains": redirect_domains, "switches": moved})
    click.echo(app_text(app))
