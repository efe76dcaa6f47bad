"""JSON in from the command line, and out to the terminal or a pipe."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import click


def parse_json(text: str | bytes) -> Any:
    """Read JSON as RFC 8259 has it: Python's NaN and Infinity are not JSON.

    Raises:
        ValueError: it is not JSON, or not UTF-8, or nested beyond reason.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def print_json(data: object) -> None:
    """Print data as JSON: indented on a terminal, in one line elsewhere, always UTF-8."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    text = json.dumps(data, ensure_ascii=False, indent=2 if on_terminal else None)
    click.echo(text.encode())


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
