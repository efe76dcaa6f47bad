"""``wxsim clock resume``."""

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
    r"""Let the clock run on.

    From where it stands.

    \b
    Examples:
      wxsim clock resume
    """
    with Simulator(url) as simulator:
        clock = simulator.ask("POST", "/clock/resume", having="iso", app=app)
    show_clock(clock, app, output_format)
