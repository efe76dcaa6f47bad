"""``wxsim ca renew``."""

from __future__ import annotations

import click

from wxsim.redirect.authority import AuthorityError, default_folder, renew_authority
from wxsim_cli.exits import BadInput


@click.command()
def command() -> None:
    r"""Make a new one.

    The old one is gone: a `wxsim serve --tls` that runs goes on with it until it
    is started anew, and whatever was given the old file needs the new one.

    \b
    Examples:
      wxsim ca renew
    """
    try:
        authority = renew_authority(default_folder())
    except AuthorityError as error:
        raise BadInput(str(error)) from error
    click.echo(f"{authority.path} is new and good until {authority.expires:%Y-%m-%d}")
