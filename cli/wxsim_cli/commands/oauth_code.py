"""``wxsim oauth code``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import app_option, format_option, url_option


@click.command()
@click.option("--person", metavar="NAME", help="Who allows; whoever pages open for when left out.")
@app_option
@click.option("--scope", help="snsapi_base, snsapi_userinfo or snsapi_login, as the app can have.")
@click.option("--snapshot", is_flag=True, help="As a snapshot user, about whom all is made up.")
@format_option
@url_option
def command(
    *,
    person: str | None,
    app: str | None,
    scope: str | None,
    snapshot: bool,
    output_format: str,
    url: str,
) -> None:
    r"""Print the code that a web page would get.

    It is what a person who allows sends along to the redirect_uri: good for one
    exchange, within 5 minutes for an official account and 10 for others.

    \b
    Examples:
      wxsim oauth code --app wx0123456789abcdef
      wxsim oauth code --app wx0123456789abcdef --person bob --scope snsapi_userinfo
    """
    with Simulator(url) as simulator:
        code = simulator.ask(
            "POST",
            "/oauth/codes",
            having="code",
            person=person,
            app=app,
            scope=scope,
            snapshot=snapshot,
        )
    if output_format == "json":
        print_json(code)
    else:
        click.echo(code["code"])
