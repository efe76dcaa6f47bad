"""A group of commands that imports a command when it runs, and not before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Row(NamedTuple):
    """One command of a group.

    Attributes:
        module: where it is, under the name ``command``.
        help: the first line of its help, so that nobody has to import it to ask.
        section: of the help in which it stands.
    """

    module: str
    help: str
    section: str = "Commands"


class LazyGroup(click.Group):
    """Knows its commands from a table.

    Args:
        table: the commands by name, in the order in which help shows them.
    """

    def __init__(self, *args: Any, table: Mapping[str, Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        _read_click_marks(self)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of the commands."""
        return list(self.table)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command and return it; None where there is none of that name."""
        row = self.table.get(cmd_name)
        if row is None:
            return None
        command: click.Command = import_module(row.module).command
        _read_click_marks(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that ``args`` starts with.

        Raises:
            UsageError: there is none of that name.
        """
        if args[0] not in self.table and not ctx.resilient_parsing:
            raise click.UsageError(
                f"there is no command {args[0]!r}; there is {', '.join(self.table)}", ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands from the table."""
        widest = max(map(len, self.table), default=0)
        for section in dict.fromkeys(row.section for row in self.table.values()):
            with formatter.section(section):
                formatter.write_dl(
                    [
                        # Padded, so that the sections line up.
                        (name.ljust(widest), row.help)
                        for name, row in self.table.items()
                        if row.section == section
                    ]
                )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name from the table, or an option of the group."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only <Tab> needs it

        commands = [
            CompletionItem(name, help=row.help)
            for name, row in self.table.items()
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)


def _read_click_marks(command: click.Command) -> None:
    r"""Let a raw docstring say ``\b``, click's mark for a paragraph that keeps its lines."""
    if command.help:
        command.help = command.help.replace("\\b\n", "\b\n")
