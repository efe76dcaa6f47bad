"""``wxsim clock``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "show": Row("wxsim_cli.commands.clock_show", "Show what time it is."),
    "freeze": Row("wxsim_cli.commands.clock_freeze", "Stop the clock."),
    "resume": Row("wxsim_cli.commands.clock_resume", "Let the clock run on."),
    "advance": Row("wxsim_cli.commands.clock_advance", "Move the clock forward."),
    "set": Row("wxsim_cli.commands.clock_set", "Set the clock."),
    "reset": Row("wxsim_cli.commands.clock_reset", "Go back to the machine's time."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Show, stop and move the time.

    \b
    Examples:
      wxsim clock show
      wxsim clock freeze
      wxsim clock advance 5m
      wxsim clock reset
    """
