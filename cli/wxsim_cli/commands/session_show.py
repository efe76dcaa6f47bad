"""``wxsim session show``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, query
from wxsim_cli.options import (
    app_option,
    format_option,
    person_option,
    show_secrets_option,
    url_option,
)
from wxsim_cli.session_text import show_session


@click.command()
@person_option
@app_option
@format_option
@show_secrets_option
@url_option
def command(
    *,
    person: str | None,
    app: str | None,
    output_format: str,
    show_secrets: bool,
    url: str,
) -> None:
    r"""Show a person's session_keys.

    \b
    Examples:
      wxsim session show
      wxsim session show --person bob --app wx0123456789abcdef
    """
    with Simulator(url) as simulator:
        session = simulator.ask("GET", f"/sessions{query(app=app, person=person)}", having="alive")
    show_session(session, output_format, show_secrets=show_secrets)
