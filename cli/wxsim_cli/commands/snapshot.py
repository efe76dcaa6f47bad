"""``wxsim snapshot``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "save": Row("wxsim_cli.commands.snapshot_save", "Keep everything as it is now."),
    "restore": Row("wxsim_cli.commands.snapshot_restore", "Go back to a snapshot."),
    "list": Row("wxsim_cli.commands.snapshot_list", "List the snapshots."),
    "delete": Row("wxsim_cli.commands.snapshot_delete", "Forget a snapshot."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Keep the world as it is, and go back to it.

    \b
    Examples:
      wxsim snapshot save before
      wxsim snapshot restore before
    """
