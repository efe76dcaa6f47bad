"""``wxsim data show``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from wxsim.store import StoreError
from wxsim.store.directory import State, read_state
from wxsim.store.lock import holder
from wxsim_cli.exits import BadInput
from wxsim_cli.jsontext import parse_json, print_json
from wxsim_cli.options import format_option, show_secrets_option
from wxsim_cli.table import fields


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("table", required=False)
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Only the rows of TABLE with this value; may be given again.",
)
@format_option
@show_secrets_option
def command(
    *,
    directory: Path,
    table: str | None,
    conditions: tuple[str, ...],
    output_format: str,
    show_secrets: bool,
) -> None:
    r"""Show what is in a data directory.

    A simulator may be at work in it: this only reads. With a TABLE, its rows are
    shown, a line of JSON each.

    \b
    Examples:
      wxsim data show ~/wechat
      wxsim data show ~/wechat people --where name=alice
      wxsim data show ~/wechat login_codes --where spent_at=null
    """
    try:
        state = read_state(directory)
        if table is not None:
            _show_rows(state, table, conditions, show_secrets=show_secrets)
            return
        facts = _facts(state, holder(directory))
    except StoreError as error:
        raise BadInput(str(error)) from error
    if conditions:
        raise BadInput("--where chooses among the rows of a table; name the table after DIR")
    if output_format == "json":
        print_json(facts)
        return
    rows = facts.pop("rows")
    shown = {**facts, **{f"rows of {table}": count for table, count in rows.items()}}
    click.echo(fields((name.replace("_", " "), _text(value)) for name, value in shown.items()))


def _show_rows(
    state: State, table: str, conditions: tuple[str, ...], *, show_secrets: bool
) -> None:
    if table not in state.tables:
        raise BadInput(f"there is no table {table!r}; there is {', '.join(sorted(state.tables))}")
    from wxsim_cli.data_query import documents  # noqa: PLC0415  # the overview needs no TinyDB

    wanted = dict(map(_condition, conditions))
    for document in documents(state, table, wanted, show_secrets=show_secrets):
        click.echo(json.dumps(document, ensure_ascii=False))


def _condition(text: str) -> tuple[str, Any]:
    field, equals, value = text.partition("=")
    if not field or not equals:
        raise BadInput(f"{text!r} is no condition; write FIELD=VALUE, as in name=alice")
    try:
        return field, parse_json(value)
    except ValueError:
        return field, value


def _facts(state: State, process: int | None) -> dict[str, Any]:
    origin = state.tables.get("origin", {}).get("world")
    torn = state.torn
    return {
        "seed": None if origin is None else json.loads(origin[0])["seed"],
        "held_by_process": process,
        "generation": state.generation,
        "snapshot_bytes": state.snapshot_size,
        "ledger_bytes": state.ledger_size,
        "ledger_lines": state.lines,
        "torn_line": None if torn is None else f"line {torn.line} of {torn.path.name}",
        "rows": {table: len(rows) for table, rows in sorted(state.tables.items()) if rows},
    }


def _text(value: object) -> str:
    return "none" if value is None else str(value)
