"""``wxsim check``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "run": Row("wxsim_cli.commands.check_run", "Check a login server."),
    "list": Row("wxsim_cli.commands.check_list", "List the checks and why they matter."),
    "platform": Row(
        "wxsim_cli.commands.check_platform",
        "Hold whatever claims to be WeChat against what WeChat was seen to answer.",
    ),
    "init": Row("wxsim_cli.commands.check_init", "Write a subject file to start from."),
}


class _RunByDefault(LazyGroup):
    """A group whose first command needs no name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.table and args[0] not in ctx.help_option_names):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_RunByDefault, table=COMMANDS)
def command() -> None:
    r"""Check that a login server does it right.

    Plays phones in front of the server and WeChat behind it, and says in plain
    sentences what the server does wrong, why that hurts, and how to repeat it.

    \b
    Examples:
      wxsim check                          the reference login server
      wxsim check my-server.yaml           yours, as the subject file says
      wxsim check http://127.0.0.1:3000    yours, with the article's interface
      wxsim check init my-server.yaml      a subject file to start from
      wxsim check run --help               all options
    """
