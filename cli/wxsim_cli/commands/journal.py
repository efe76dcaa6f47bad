"""``wxsim journal``."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from wxsim_cli.client import Simulator, query
from wxsim_cli.exits import BadInput
from wxsim_cli.journal_text import exchange_text
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import without_secrets
from wxsim_cli.options import format_option, show_secrets_option, url_option

_PAUSE = 0.5


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on until Ctrl-C.")
@click.option("--app", metavar="APPID", help="Only calls about this app.")
@click.option("--path", metavar="GLOB", help="Only these paths, as in '/sns/*'.")
@click.option("--errcode", type=int, metavar="N", help="Only those answered so; 0 is good.")
@click.option("--after", type=click.IntRange(min=0), metavar="N", help="Only later numbers.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Only the newest N.")
@click.option(
    "--har",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write an HTTP archive for a browser's developer tools instead.",
)
@format_option
@show_secrets_option
@url_option
def command(
    *,
    follow: bool,
    har: Path | None,
    after: int | None,
    limit: int | None,
    output_format: str,
    show_secrets: bool,
    url: str,
    **wanted: Any,
) -> None:
    r"""Show what WeChat was asked and answered.

    Each refusal comes with the reason that WeChat never tells.

    \b
    Examples:
      wxsim journal
      wxsim journal --follow
      wxsim journal --path '/sns/*' --errcode 40163 --limit 5
      wxsim journal --har calls.har
    """
    if follow and har:
        raise click.UsageError("give either --follow or --har FILE")
    with Simulator(url) as simulator:
        asked = query(after=after, limit=limit, **wanted)
        if har:
            archive = simulator.ask("GET", f"/journal.har{asked}", having="log")
            _write(har, archive if show_secrets else without_secrets(archive))
            return
        newest = simulator.ask("POST", "/marks", having="mark")["mark"]
        exchanges = simulator.ask_list(f"/journal{asked}", having="number")
        _show(exchanges, output_format, show_secrets=show_secrets, each=follow)
        seen = max([newest, *(exchange["number"] for exchange in exchanges)])
        while follow:
            time.sleep(_PAUSE)
            newest = simulator.ask("POST", "/marks", having="mark")["mark"]
            if newest < seen:
                # The simulator was reset, and its numbers started over.
                seen = 0
            exchanges = simulator.ask_list(
                f"/journal{query(**{**wanted, 'after': seen})}", having="number"
            )
            _show(exchanges, output_format, show_secrets=show_secrets, each=True)
            seen = max([newest, *(exchange["number"] for exchange in exchanges)])


def _show(
    exchanges: list[dict[str, Any]], output_format: str, *, show_secrets: bool, each: bool
) -> None:
    if not show_secrets:
        exchanges = [without_secrets(exchange) for exchange in exchanges]
    if output_format == "text":
        for exchange in exchanges:
            click.echo(exchange_text(exchange))
    elif each:
        for exchange in exchanges:
            print_json(exchange)
    else:
        print_json(exchanges)


def _write(file: Path, archive: dict[str, Any]) -> None:
    try:
        file.write_text(json.dumps(archive, ensure_ascii=False, indent=2), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}") from error
