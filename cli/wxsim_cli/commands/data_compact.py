"""``wxsim data compact``."""

from __future__ import annotations

from pathlib import Path

import click

from wxsim.opening import earliest_time
from wxsim.store import StoreError
from wxsim.store.directory import read_state
from wxsim.store.durable import DurableStore
from wxsim_cli.exits import BadInput


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
def command(directory: Path) -> None:
    r"""Replace the ledger by a fresh snapshot.

    A simulator does so by itself as it goes; where one is at work, this is
    refused.

    \b
    Examples:
      wxsim data compact ~/wechat
    """
    try:
        # Opening a directory that is not there would make one.
        before = read_state(directory)
        now = earliest_time(before.tables)
        store = DurableStore(directory, lambda: now)
        try:
            store.compact()
        finally:
            store.close()
        after = read_state(directory)
    except StoreError as error:
        raise BadInput(str(error)) from error
    size = before.snapshot_size + before.ledger_size
    click.echo(f"{before.lines} lines of ledger are gone; {size} bytes are {after.snapshot_size}")
