"""``wxsim ca remove``."""

from __future__ import annotations

import click

from wxsim.redirect.authority import AuthorityError, default_folder, remove_authority
from wxsim_cli.exits import BadInput


@click.command()
def command() -> None:
    r"""Remove it.

    A new one is made when it is next needed.

    \b
    Examples:
      wxsim ca remove
    """
    folder = default_folder()
    try:
        there = remove_authority(folder)
    except AuthorityError as error:
        raise BadInput(str(error)) from error
    click.echo("removed" if there else f"there was none in {folder}")
