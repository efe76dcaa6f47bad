"""``wxsim policy show``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import app_option, format_option, url_option
from wxsim_cli.policy_text import appid_or_first, show_switches


@click.command()
@app_option
@format_option
@url_option
def command(*, app: str | None, output_format: str, url: str) -> None:
    r"""Show the switches of an app.

    \b
    Examples:
      wxsim policy show
      wxsim policy show --app wx0123456789abcdef
    """
    with Simulator(url) as simulator:
        appid = appid_or_first(simulator, app)
        changed = simulator.app(appid)
    show_switches(changed, output_format)
