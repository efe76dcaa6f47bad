"""Writing an HTTP archive to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from wxsim_cli.exits import BadInput


def write_archive(file: Path, archive: dict[str, Any]) -> None:
    """Write an HTTP archive, and say what to do with it.

    Raises:
        BadInput: the file cannot be written.
    """
    for entry in archive["log"]["entries"]:
        # Where a secret was masked; a URL has no such character.
        entry["request"]["url"] = entry["request"]["url"].replace("…", quote("…"))
    try:
        file.write_text(json.dumps(archive, ensure_ascii=False, indent=2), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}") from error
    count = len(archive["log"]["entries"])
    click.echo(
        f"{file}: {count} {'call' if count == 1 else 'calls'}; a browser's developer tools open "
        "it under Network, Import HAR"
    )
