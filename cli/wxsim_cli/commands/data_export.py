"""``wxsim data export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wxsim.opening import earliest_time
from wxsim.store import StoreError
from wxsim.store.directory import read_state
from wxsim.store.snapshot import write_snapshot, write_tables
from wxsim_cli.exits import BadInput


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("file", type=click.Path(allow_dash=True, path_type=Path), metavar="FILE")
def command(directory: Path, file: Path) -> None:
    r"""Write everything to one JSON file.

    FILE may be -, which is stdout. It holds secrets. A simulator may be at work
    in the directory meanwhile: the file is what was there at one moment.

    \b
    Examples:
      wxsim data export ~/wechat backup.json
      wxsim data export ~/wechat - | jq .people
    """
    try:
        tables = read_state(directory).tables
        if str(file) == "-":
            write_tables(sys.stdout.buffer, tables, earliest_time(tables))
        else:
            write_snapshot(file, tables, earliest_time(tables))
    except StoreError as error:
        raise BadInput(str(error)) from error
