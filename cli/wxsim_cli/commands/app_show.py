"""``wxsim app show``."""

from __future__ import annotations

import click

from wxsim_cli.app_text import app_text
from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import with_masked_secret
from wxsim_cli.options import format_option, show_secrets_option, url_option


@click.command()
@click.argument("appid")
@format_option
@show_secrets_option
@url_option
def command(*, appid: str, output_format: str, show_secrets: bool, url: str) -> None:
    r"""Show one app and how it departs from the default.

    \b
    Examples:
      wxsim app show wx0123456789abcdef
      wxsim app show wx0123456789abcdef --show-secrets --format json
    """
    with Simulator(url) as simulator:
        app = simulator.app(appid)
    if not show_secrets:
        app = with_masked_secret(app)
    if output_format == "json":
        print_json(app)
    else:
        click.echo(app_text(app))
