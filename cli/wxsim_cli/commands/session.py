"""``wxsim session``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "show": Row("wxsim_cli.commands.session_show", "Show a person's session_keys."),
    "expire": Row("wxsim_cli.commands.session_expire", "End a person's session now."),
    "renew": Row("wxsim_cli.commands.session_renew", "Give a person a new session_key."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Show, end and renew a person's session_key.

    \b
    Examples:
      wxsim session show --person alice
      wxsim session expire --person alice
    """
