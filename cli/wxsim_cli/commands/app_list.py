"""``wxsim app list``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import with_masked_secret
from wxsim_cli.options import format_option, show_secrets_option, url_option
from wxsim_cli.table import table

_HEADINGS = ("APPID", "SECRET", "OPEN ACCOUNT", "NAME")


@click.command()
@format_option
@show_secrets_option
@url_option
def command(*, output_format: str, show_secrets: bool, url: str) -> None:
    r"""List the apps.

    \b
    Examples:
      wxsim app list
      wxsim app list --format json --show-secrets
    """
    with Simulator(url) as simulator:
        apps = simulator.apps()
    if not show_secrets:
        apps = [with_masked_secret(app) for app in apps]
    if output_format == "json":
        print_json(apps)
        return
    rows = ((app["appid"], app["secret"], app["open_account"] or "", app["name"]) for app in apps)
    click.echo(table(_HEADINGS, rows))
