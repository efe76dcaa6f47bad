"""``wxsim clock freeze``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.clock_text import clock_app_option, moment, show_clock
from wxsim_cli.options import format_option, url_option


@click.command()
@click.option(
    "--at",
    metavar="TIME",
    help="ISO 8601, UTC where it names no zone, or Unix seconds; now when left out.",
)
@clock_app_option
@format_option
@url_option
def command(*, at: str | None, app: str | None, output_format: str, url: str) -> None:
    r"""Stop the clock.

    Nothing expires while it stands.

    \b
    Examples:
      wxsim clock freeze
      wxsim clock freeze --at 2026-01-31T12:00:00Z
    """
    with Simulator(url) as simulator:
        clock = simulator.ask("POST", "/clock/freeze", having="iso", at=moment(at), app=app)
    show_clock(clock, app, output_format)
