"""``wxsim push``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "send": Row("wxsim_cli.commands.push_send", "Push a message or event now."),
    "events": Row("wxsim_cli.commands.push_events", "List what can be pushed."),
    "list": Row("wxsim_cli.commands.push_list", "Show what was pushed, and what was answered."),
    "resend": Row("wxsim_cli.commands.push_resend", "Push the same once more."),
    "verify": Row("wxsim_cli.commands.push_verify", "Check a server as WeChat's console does."),
}


class _PushGroup(LazyGroup):
    """Takes the name of a message or event for ``send`` and that name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.table:
            args = ["send", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=_PushGroup, table=COMMANDS)
def command() -> None:
    r"""Push messages and events to your server.

    `wxsim push EVENT` is short for `wxsim push send EVENT`. Where pushes of an
    app go, in which mode and format, is set with `wxsim app push`.

    \b
    Examples:
      wxsim push text --person alice --field Content=你好
      wxsim push debug_demo --to http://127.0.0.1:3000/wechat
      wxsim push events
      wxsim push list --follow
    """
