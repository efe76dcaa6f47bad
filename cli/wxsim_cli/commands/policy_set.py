"""``wxsim policy set``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import app_option, format_option, url_option
from wxsim_cli.pairs import read_switch
from wxsim_cli.policy_text import appid_or_first, show_switches


@click.command()
@click.argument("switches", nargs=-1, required=True, metavar="NAME=VALUE...")
@app_option
@format_option
@url_option
def command(*, switches: tuple[str, ...], app: str | None, output_format: str, url: str) -> None:
    r"""Set switches of an app.

    \b
    Examples:
      wxsim policy set session_key_lifetime=60
      wxsim policy set profile_era=classic tourist_mode=true
      wxsim policy set 'ip_whitelist=["10.0.0.7"]'
    """
    changes = dict(map(read_switch, switches))
    with Simulator(url) as simulator:
        appid = appid_or_first(simulator, app)
        changed = simulator.change_switches(appid, changes)
    show_switches(changed, output_format, changes)
