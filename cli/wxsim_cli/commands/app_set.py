"""``wxsim app set``."""

from __future__ import annotations

from typing import Any

import click

from wxsim_cli.app_text import app_text
from wxsim_cli.client import Simulator
from wxsim_cli.masking import with_masked_secret
from wxsim_cli.options import kind_option, redirect_domains_option, url_option


@click.command()
@click.argument("appid")
@kind_option
@redirect_domains_option
@url_option
def command(appid: str, kind: str | None, redirect_domains: tuple[str, ...], url: str) -> None:
    r"""Change what an app is, and where its pages may send people.

    \b
    Examples:
      wxsim app set wx0123456789abcdef --kind official_account
      wxsim app set wx0123456789abcdef --redirect-domain localhost:3000
    """
    changes: dict[str, Any] = {} if kind is None else {"kind": kind}
    if redirect_domains:
        changes["redirect_domains"] = redirect_domains
    if not changes:
        raise click.UsageError("nothing to change: give --kind or --redirect-domain")
    with Simulator(url) as simulator:
        app = simulator.change_app(appid, changes)
    click.echo(app_text(with_masked_secret(app)))
