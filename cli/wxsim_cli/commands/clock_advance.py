"""``wxsim clock advance``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.clock_text import NEGATIVE_VALUES, clock_app_option, duration, show_clock
from wxsim_cli.options import format_option, url_option


@click.command(context_settings=NEGATIVE_VALUES)
@click.argument("by", metavar="DURATION")
@clock_app_option
@format_option
@url_option
def command(*, by: str, app: str | None, output_format: str, url: str) -> None:
    r"""Move the clock forward.

    What falls due on the way, such as a js_code that expires, is told.
    DURATION is like 90s, 5m, 2h or 30d; a number is seconds.

    \b
    Examples:
      wxsim clock advance 5m
      wxsim clock advance 30d --app wx0123456789abcdef
    """
    with Simulator(url) as simulator:
        clock = simulator.ask("POST", "/clock/advance", having="iso", by=duration(by), app=app)
    show_clock(clock, app, output_format)
