"""``wxsim token revoke``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.options import app_option, url_option


@click.command()
@click.option("--space", metavar="SPACE", help="Only those of token, or of stable_token.")
@app_option
@url_option
def command(space: str | None, app: str | None, url: str) -> None:
    r"""End an app's access_tokens.

    Whoever still uses one is refused with 40001.

    \b
    Examples:
      wxsim token revoke
      wxsim token revoke --space stable_token
    """
    with Simulator(url) as simulator:
        answer = simulator.ask("POST", "/tokens/revoke", having="revoked", app=app, space=space)
    named = [f"{token['space']} {token['number']}" for token in answer["revoked"]]
    click.echo(f"{answer['appid']}: revoked {', '.join(named) or 'none, for none was alive'}")
