"""``wxsim push list``."""

from __future__ import annotations

import time
from typing import Any

import click

from wxsim_cli.client import Simulator, query
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option
from wxsim_cli.push_text import attempt_text, push_text

_PAUSE = 0.3


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on until Ctrl-C.")
@click.option("--app", metavar="APPID", help="Only this app's.")
@click.option("--after", type=click.IntRange(min=0), metavar="N", help="Only later numbers.")
@format_option
@url_option
def command(
    *, follow: bool, app: str | None, after: int | None, output_format: str, url: str
) -> None:
    r"""Show what was pushed, and what was answered.

    Of each try there is what was sent after --> and what came back after <--,
    decrypted. The log goes back a day by the simulator's clock.

    \b
    Examples:
      wxsim push list
      wxsim push list --follow
      wxsim push list --after 12 --format json
    """
    with Simulator(url) as simulator:
        path = f"/pushes{query(app=app, after=after)}"
        pushes = simulator.ask_list(path, having="attempts")
        if not follow:
            if output_format == "json":
                print_json(pushes)
            else:
                click.echo("\n".join(map(push_text, pushes)) if pushes else "no pushes")
            return
        seen: dict[int, int] = {}
        while True:
            for push in pushes:
                _show_new(push, seen, output_format)
            time.sleep(_PAUSE)
            pushes = simulator.ask_list(path, having="attempts")
            if len(pushes) < len(seen):
                # The simulator was reset, or has forgotten the oldest.
                known = {push["number"]: len(push["attempts"]) for push in pushes}
                seen = {n: min(tries, known[n]) for n, tries in seen.items() if n in known}


def _show_new(push: dict[str, Any], seen: dict[int, int], output_format: str) -> None:
    tried = len(push["attempts"])
    for number in range(seen.get(push["number"], 0), tried):
        if output_format == "json":
            attempt = push["attempts"][number]
            print_json({"number": push["number"], "name": push["name"], **attempt})
        else:
            click.echo(attempt_text(push, number))
    seen[push["number"]] = tried
