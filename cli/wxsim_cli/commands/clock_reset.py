"""``wxsim clock reset``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.clock_text import clock_app_option, show_clock
from wxsim_cli.options import format_option, url_option


@click.command()
@clock_app_option
@format_option
@url_option
def command(*, app: str | None, output_format: str, url: str) -> None:
    r"""Go back to the machine's time.

    Or, with --app, an app's own time goes back to the world's.

    \b
    Examples:
      wxsim clock reset
      wxsim clock reset --app wx0123456789abcdef
    """
    with Simulator(url) as simulator:
        clock = simulator.ask("POST", "/clock/reset", having="iso", app=app)
    show_clock(clock, app, output_format)
