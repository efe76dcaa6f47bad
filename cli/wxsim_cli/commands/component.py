"""``wxsim component``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "show": Row("wxsim_cli.commands.component_show", "Show its ticket, and whom it acts for."),
    "ticket": Row("wxsim_cli.commands.component_ticket", "Print a new component_verify_ticket."),
    "authorise": Row("wxsim_cli.commands.component_authorise", "Let it act for an app."),
    "unauthorise": Row(
        "wxsim_cli.commands.component_unauthorise", "Let it act for an app no longer."
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Third-party platforms: tickets, and whom they act for.

    \b
    Examples:
      wxsim app add --kind component
      wxsim component ticket wx00000000000000c0
      wxsim component authorise wx00000000000000c0 wx0123456789abcdef
    """
