"""``wxsim ca path``."""

from __future__ import annotations

import click

from wxsim.redirect.authority import AuthorityError, default_folder, open_authority
from wxsim_cli.exits import BadInput


@click.command()
def command() -> None:
    r"""Print the file that programs are to trust.

    The authority is made if there is none yet, so that a script can begin with
    this line. Nothing else is printed.

    \b
    Examples:
      wxsim ca path
      export SSL_CERT_FILE="$(wxsim ca path)"
      docker run -v "$(wxsim ca path)":/wxsim-ca.pem -e NODE_EXTRA_CA_CERTS=/wxsim-ca.pem …
    """
    try:
        authority, _ = open_authority(default_folder())
    except AuthorityError as error:
        raise BadInput(str(error)) from error
    click.echo(authority.path)
