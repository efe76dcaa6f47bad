"""``wxsim journal``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wxsim_cli.archive import write_archive
from wxsim_cli.client import Simulator, query
from wxsim_cli.following import follow_journal
from wxsim_cli.journal_text import exchange_text
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import without_secrets
from wxsim_cli.options import format_option, show_secrets_option, url_option


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on until Ctrl-C.")
@click.option("--app", metavar="APPID", help="Only calls about this app.")
@click.option("--path", metavar="GLOB", help="Only these paths, as in '/sns/*'.")
@click.option("--errcode", type=int, metavar="N", help="Only those answered so; 0 is good.")
@click.option("--rid", metavar="RID", help="Only the call with this rid.")
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

    --> is a request, <-- its answer. Each refusal comes with the reason that
    WeChat never tells. With --follow and --format json each call is one line.

    \b
    Examples:
      wxsim journal
      wxsim journal --follow
      wxsim journal --path '/sns/*' --errcode 40163 --limit 5
      wxsim journal --har calls.har      open it with Import in a browser's
                                         developer tools, Network
    """
    if follow and har:
        raise click.UsageError("give either --follow or --har FILE")

    def show(exchanges: list[dict[str, Any]]) -> None:
        shown = exchanges if show_secrets else [without_secrets(one) for one in exchanges]
        for exchange in shown:
            if output_format == "text":
                click.echo(exchange_text(exchange))
            else:
                print_json(exchange)

    with Simulator(url) as simulator:
        asked = {**wanted, "limit": limit}
        if har:
            archive = simulator.ask(
                "GET", f"/journal.har{query(after=after, **asked)}", having="log"
            )
            write_archive(har, archive if show_secrets else without_secrets(archive))
            return
        if follow:
            follow_journal(simulator, wanted, show, after=after, limit=limit)
        exchanges = simulator.ask_list(f"/journal{query(after=after, **asked)}", having="number")
        if output_format == "json":
            print_json(exchanges if show_secrets else without_secrets(exchanges))
        else:
            show(exchanges)
            if not exchanges:
                click.echo("no such call has reached WeChat yet", err=True)
