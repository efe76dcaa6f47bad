"""``wxsim data``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "show": Row("wxsim_cli.commands.data_show", "Show what is in a data directory."),
    "export": Row("wxsim_cli.commands.data_export", "Write everything to one JSON file."),
    "import": Row("wxsim_cli.commands.data_import", "Make a data directory from such a file."),
    "compact": Row("wxsim_cli.commands.data_compact", "Replace the ledger by a fresh snapshot."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Look into, copy and tidy up what `wxsim serve --data DIR` keeps.

    The snapshot and an export have the layout of TinyDB's files, so anything
    that reads TinyDB, or JSON, reads them.

    \b
    Examples:
      wxsim data show ~/wechat
      wxsim data export ~/wechat backup.json
      wxsim data import backup.json ~/another
      wxsim data compact ~/wechat
    """
