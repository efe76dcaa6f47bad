"""``wxsim clock show``."""

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
    r"""Show what time it is.

    The world's time, and that of each app that has its own.

    \b
    Examples:
      wxsim clock show
    """
    with Simulator(url) as simulator:
        if app is not None:
            # An app without a time of its own goes by the world's; an unknown one is refused.
            simulator.app(app)
        clock = simulator.ask("GET", "/clock", having="iso")
    show_clock(clock, app, output_format)
