"""``wxsim push send``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import app_option, format_option, url_option
from wxsim_cli.pairs import read_pair
from wxsim_cli.push_text import show_sent


@click.command()
@click.argument("event")
@click.option(
    "--person",
    metavar="NAME",
    help="Whom it is about; the simulator's first person when left out.",
)
@app_option
@click.option("--to", metavar="URL", help="Where to, in place of the app's own address.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="What it says; may be given again. `wxsim push events` has the names.",
)
@format_option
@url_option
def command(
    *,
    event: str,
    person: str | None,
    app: str | None,
    to: str | None,
    fields: tuple[str, ...],
    output_format: str,
    url: str,
) -> None:
    r"""Push a message or event now.

    It shows what was sent and what came back, decrypted. Exit code 1 means
    that the server did not take it; it is tried twice more, 5 seconds apart by
    the simulator's clock.

    \b
    Examples:
      wxsim push send user_enter_tempsession --person alice
      wxsim push send text --field Content=你好 --to http://127.0.0.1:3000/wechat
      wxsim push send wxa_media_check --field suggest=risky --field label=20002
    """
    given = dict(read_pair(one, example="Content=hello", option="--field") for one in fields)
    with Simulator(url) as simulator:
        push = simulator.ask(
            "POST",
            "/push",
            having="attempts",
            event=event,
            person=person,
            app=app,
            to=to,
            fields=given,
        )
    show_sent(push, output_format)
