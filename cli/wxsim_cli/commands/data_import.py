"""``wxsim data import``."""

from __future__ import annotations

from pathlib import Path

import click

from wxsim.opening import earliest_time
from wxsim.store import StoreError
from wxsim.store.directory import begin, is_new, prepare
from wxsim.store.files import list_directory
from wxsim.store.lock import DirectoryLock
from wxsim.store.snapshot import read_snapshot
from wxsim_cli.exits import BadInput


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
def command(file: Path, directory: Path) -> None:
    r"""Make a data directory from such a file.

    FILE is one that `wxsim data export` wrote. DIR must be new or empty:
    nothing is ever imported over something else.

    \b
    Examples:
      wxsim data import backup.json ~/another
    """
    try:
        tables = read_snapshot(file)
        prepare(directory)
        lock = DirectoryLock(directory)
        try:
            if not is_new(list_directory(directory)):
                raise StoreError(
                    f"{directory} has data already; import into a directory that is new or empty"
                )
            begin(directory, tables, earliest_time(tables))
        finally:
            lock.release()
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {file}") from error
    except StoreError as error:
        raise BadInput(str(error)) from error
    count = sum(len(rows) for rows in tables.values())
    click.echo(f"{count} rows are in {directory}; next: wxsim serve --data {directory}")
