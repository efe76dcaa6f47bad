"""``wxsim policy``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "list": Row("wxsim_cli.commands.policy_list", "List every switch."),
    "show": Row("wxsim_cli.commands.policy_show", "Show the switches of an app."),
    "set": Row("wxsim_cli.commands.policy_set", "Set switches of an app."),
    "reset": Row("wxsim_cli.commands.policy_reset", "Put switches back to their defaults."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Set what an app's WeChat does differently.

    \b
    Examples:
      wxsim policy list
      wxsim policy set session_key_lifetime=60
      wxsim policy reset
    """
