"""``wxsim clock set``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.clock_text import NEGATIVE_VALUES, clock_app_option, moment, show_clock
from wxsim_cli.options import format_option, url_option


@click.command(context_settings=NEGATIVE_VALUES)
@click.argument("at", metavar="TIME")
@clock_app_option
@format_option
@url_option
def command(*, at: str, app: str | None, output_format: str, url: str) -> None:
    r"""Set the clock.

    TIME is ISO 8601, UTC where it names no zone, or Unix seconds. Backward is possible.

    \b
    Examples:
      wxsim clock set 2026-01-31T12:00:00Z
    """
    with Simulator(url) as simulator:
        clock = simulator.ask("POST", "/clock/set", having="iso", at=moment(at), app=app)
    show_clock(clock, app, output_format)
