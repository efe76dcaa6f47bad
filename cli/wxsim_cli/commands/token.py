"""``wxsim token``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "revoke": Row("wxsim_cli.commands.token_revoke", "End an app's access_tokens."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""End access_tokens before their time.

    \b
    Examples:
      wxsim token revoke
    """
