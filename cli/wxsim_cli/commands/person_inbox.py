"""``wxsim person inbox``."""

from __future__ import annotations

from typing import Any

import click

from wxsim.times import iso
from wxsim_cli.client import Simulator, person_path, query
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import plain


@click.command()
@click.argument("name")
@click.option("--app", metavar="APPID", help="Only what this app has sent.")
@format_option
@url_option
def command(*, name: str, app: str | None, output_format: str, url: str) -> None:
    r"""Show what a person has received: subscribe messages and customer messages.

    The latest 100 are kept, and shown oldest first.

    \b
    Examples:
      wxsim person inbox alice
      wxsim person inbox alice --app wx0123456789abcdef --format json
    """
    with Simulator(url) as simulator:
        messages = simulator.ask_list(
            f"{person_path(name)}/messages{query(app=app)}", having="number"
        )
    if output_format == "json":
        print_json(messages)
    elif messages:
        click.echo("\n\n".join(map(_shown, messages)))
    else:
        click.echo(
            f"{plain(name)} has received nothing: an app writes with "
            "/cgi-bin/message/subscribe/send or /cgi-bin/message/custom/send"
        )


def _shown(message: dict[str, Any]) -> str:
    head = f"{iso(message['at'])}  {message['appid']}  {message['kind']}"
    lines = [plain(line) for line in str(message["text"]).splitlines()]
    title = [click.style(plain(message["title"]), bold=True)] if message["title"] else []
    opens = [f"opens {plain(message['page'])}"] if message["page"] else []
    return "\n  ".join([head, *title, *lines, *opens])
