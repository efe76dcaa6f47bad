"""``wxsim push verify``."""

from __future__ import annotations

import sys

import click

from wxsim_cli.client import Simulator
from wxsim_cli.exits import FAILED
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import app_option, format_option, url_option
from wxsim_cli.table import plain


@click.command()
@app_option
@click.option("--to", metavar="URL", help="Which server, in place of the app's own address.")
@format_option
@url_option
def command(*, app: str | None, to: str | None, output_format: str, url: str) -> None:
    r"""Check a server as WeChat's console does.

    It is asked for an echostr, signed with the app's token, and has to send it
    back as it is. Exit code 1 means that WeChat would not take the address.

    \b
    Examples:
      wxsim push verify
      wxsim push verify --to http://127.0.0.1:3000/wechat
    """
    with Simulator(url) as simulator:
        verified = simulator.ask("POST", "/push/verify", having="echostr", app=app, to=to)
    if output_format == "json":
        print_json(verified)
    else:
        good = verified["ok"]
        answer = f"{verified['status'] or 'no answer'} {plain(verified['reply'])}"
        click.echo(f"--> GET {verified['url']}  echostr={verified['echostr']}")
        click.echo(f"<-- {click.style(answer, fg='green' if good else 'red')}  {verified['ms']} ms")
        click.echo("WeChat would take this address" if good else f"    {verified['problem']}")
    if not verified["ok"]:
        sys.exit(FAILED)
