"""``wxsim check list``."""

from __future__ import annotations

import json

import click

from wxsim.check.table import CHECKS
from wxsim_cli.options import format_option


@click.command()
@format_option
def command(*, output_format: str) -> None:
    r"""List the checks and why they matter.

    \b
    Examples:
      wxsim check list
      wxsim check list --format json
    """
    if output_format == "json":
        fields = ("id", "sentence", "severity", "why", "evidence", "fix", "needs")
        click.echo(json.dumps([{name: getattr(one, name) for name in fields} for one in CHECKS]))
        return
    for check in CHECKS:
        note = " (warning)" if check.severity == "warning" else ""
        click.echo(f"{click.style(check.id, bold=True)}{note}\n  {check.sentence}\n  {check.why}")
