"""``wxsim check init``."""

from __future__ import annotations

from pathlib import Path

import click

from wxsim.check.guessing import guess
from wxsim.check.starter import STARTER, starter_for
from wxsim.demo import demo_world
from wxsim_cli.exits import BadInput, Unreachable


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option(
    "--guess",
    "url",
    metavar="URL",
    help="Try common shapes of a login on the server at this address, and write what it takes. "
    "It has to call WeChat at http://127.0.0.1:8700.",
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
def command(*, file: Path, url: str | None, force: bool) -> None:
    r"""Write a subject file to start from.

    It has every setting, with a comment on each.

    \b
    Examples:
      wxsim check init my-server.yaml
      wxsim check init my-server.yaml --guess http://127.0.0.1:3000
    """
    if file.exists() and not force:
        raise BadInput(f"{file} is there already; --force overwrites it")
    text = STARTER
    if url is not None:
        found = guess(url, demo_world())
        if found is None:
            raise Unreachable(
                f"no common shape of a login gave a session at {url}; write the file without "
                "--guess and fill in what your server takes"
            )
        text = starter_for(url, found)
        click.echo(f"a login is {found.method} {found.path}; the session is at {found.session}")
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"wrote {file}; next: edit it, then `wxsim check {file}`")
