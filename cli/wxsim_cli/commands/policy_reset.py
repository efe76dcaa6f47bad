"""``wxsim policy reset``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import app_option, format_option, url_option
from wxsim_cli.policy_text import appid_or_first, show_switches


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@app_option
@format_option
@url_option
def command(*, names: tuple[str, ...], app: str | None, output_format: str, url: str) -> None:
    r"""Put switches back to their defaults.

    \b
    Examples:
      wxsim policy reset
      wxsim policy reset session_key_lifetime profile_era
    """
    with Simulator(url) as simulator:
        appid = appid_or_first(simulator, app)
        changed = simulator.change_switches(
            appid, dict.fromkeys(names or simulator.app(appid)["switches"])
        )
    show_switches(changed, output_format, names or None)
