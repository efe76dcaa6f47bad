"""``wxsim app templates``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, templates_path
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.table import table

_HEADINGS = ("TEMPLATE", "TYPE", "STATE", "CONTENT", "TITLE")
_TYPES = {2: "one-time", 3: "long-term"}


@click.command()
@click.argument("appid")
@format_option
@url_option
def command(appid: str, output_format: str, url: str) -> None:
    r"""List the templates of an app's subscribe messages.

    \b
    Examples:
      wxsim app templates wx0123456789abcdef
      wxsim app templates wx0123456789abcdef --format json
    """
    with Simulator(url) as simulator:
        templates = simulator.ask_list(templates_path(appid), having="template_id")
    if output_format == "json":
        print_json(templates)
        return
    rows = (
        (
            template["template_id"],
            _TYPES.get(template["type"], str(template["type"])),
            "banned" if template["banned"] else "good",
            " ".join(template["content"].split()),
            template["title"],
        )
        for template in templates
    )
    click.echo(table(_HEADINGS, rows))
