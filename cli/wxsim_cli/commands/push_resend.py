"""``wxsim push resend``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import format_option, url_option
from wxsim_cli.push_text import show_sent


@click.command()
@click.argument("number", type=click.IntRange(min=1), metavar="ID")
@format_option
@url_option
def command(*, number: int, output_format: str, url: str) -> None:
    r"""Push the same once more.

    MsgId, FromUserName and CreateTime stay what they were, so a server that
    leaves out what it has seen does nothing.

    \b
    Examples:
      wxsim push resend 3
      wxsim push resend 3 --format json
    """
    with Simulator(url) as simulator:
        push = simulator.ask("POST", f"/pushes/{number}/resend", having="attempts")
    show_sent(push, output_format)
