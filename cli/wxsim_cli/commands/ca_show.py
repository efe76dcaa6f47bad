"""``wxsim ca show``."""

from __future__ import annotations

import json

import click

from wxsim.redirect.authority import WARN_DAYS, Authority, default_folder
from wxsim_cli.ca_files import kept_authority
from wxsim_cli.options import format_option


@click.command()
@format_option
def command(*, output_format: str) -> None:
    r"""Show the certificate authority.

    \b
    Examples:
      wxsim ca show
      wxsim ca show --format json
    """
    authority = kept_authority(default_folder())
    facts = {
        "certificate": str(authority.path),
        "key": str(authority.key_path),
        "expires": f"{authority.expires:%Y-%m-%dT%H:%M:%SZ}",
        "days_left": round(authority.days_left(), 1),
        "sha256": authority.fingerprint,
        "speaks_for": list(authority.speaks_for),
    }
    if output_format == "json":
        click.echo(json.dumps(facts))
        return
    click.echo(f"certificate  {facts['certificate']}  (give this one to programs)")
    click.echo(f"key          {facts['key']}  (and this one to nobody)")
    click.echo(f"expires      {facts['expires']}, {_left(authority)}")
    click.echo(f"speaks for   {', '.join(authority.speaks_for)}, and nothing else")
    click.echo(f"SHA-256      {facts['sha256']}")


def _left(authority: Authority) -> str:
    days = authority.days_left()
    if days <= 0:
        return click.style("over: make a new one with `wxsim ca renew`", fg="red")
    text = f"in {days:.0f} days"
    return click.style(f"{text}: `wxsim ca renew`", fg="yellow") if days < WARN_DAYS else text
