"""``wxsim fault``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "add": Row("wxsim_cli.commands.fault_add", "Let calls fail."),
    "list": Row("wxsim_cli.commands.fault_list", "List the faults that wait for their calls."),
    "clear": Row("wxsim_cli.commands.fault_clear", "Take faults away."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Let WeChat fail on purpose.

    \b
    Examples:
      wxsim fault add --errcode 45011
      wxsim fault list
      wxsim fault clear
    """
