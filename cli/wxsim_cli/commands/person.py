"""``wxsim person``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "list": Row("wxsim_cli.commands.person_list", "List everybody."),
    "show": Row("wxsim_cli.commands.person_show", "Show one person."),
    "add": Row("wxsim_cli.commands.person_add", "Add a person, or many made-up ones."),
    "block": Row("wxsim_cli.commands.person_block", "Let WeChat refuse a person with 40226."),
    "unblock": Row("wxsim_cli.commands.person_unblock", "Let WeChat trust a person again."),
    "inbox": Row(
        "wxsim_cli.commands.person_inbox",
        "Show what a person has received: subscribe messages and customer messages.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""List, show and add people: WeChat users.

    \b
    Examples:
      wxsim person list
      wxsim person show alice
      wxsim person inbox alice
      wxsim person add dan --nickname 丹 --gender 1
      wxsim person add --random 100
    """
