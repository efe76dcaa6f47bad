"""``wxsim code``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator
from wxsim_cli.exits import WxFailed
from wxsim_cli.options import app_option, person_option, url_option


@click.command()
@person_option
@app_option
@url_option
def command(person: str | None, app: str | None, url: str) -> None:
    r"""Print a fresh js_code.

    It is what wx.login gives a Mini Program: good for five minutes, for one
    exchange, for one app. Nothing else is printed, so that scripts can use it.

    \b
    Examples:
      wxsim code
      wxsim code --person bob
      curl "http://127.0.0.1:8701/Login?code=$(wxsim code)"
    """
    with Simulator(url) as simulator:
        result = simulator.wx("login", {}, app=app, person=person)
    if "code" not in result:
        raise WxFailed(result["errMsg"])
    click.echo(result["code"])
