"""``wxsim why``."""

from __future__ import annotations

import json

import click

from wxsim_cli.client import Simulator, query
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import masked, without_secrets
from wxsim_cli.options import format_option, show_secrets_option, url_option

# Keys that are secrets themselves.
_SECRET_KINDS = {"access_token", "refresh_token", "session_key"}


@click.command()
@click.argument("key", default="last")
@format_option
@show_secrets_option
@url_option
def command(*, key: str, output_format: str, show_secrets: bool, url: str) -> None:
    r"""Tell the story behind a refusal.

    KEY is a rid, a code of any kind, an access_token, openid or session_key, a
    signature, iv or encryptedData, an errcode, or the name of a person; or a
    text with one of these in it, such as WeChat's whole errmsg, or a part of
    one, as the journal shows it. Without a KEY it is the last refusal.

    \b
    Examples:
      wxsim why
      wxsim why alice                              which key signs, which one your
                                                   server has
      wxsim why "$js_code"                         who spent it, when
      wxsim why "invalid code, rid: 6b03e77c-…"    the errmsg, as it was pasted
    """
    with Simulator(url) as simulator:
        story = simulator.ask("GET", f"/why{query(about=key)}", having="facts")
    if not show_secrets:
        story = without_secrets(story)
        if story["kind"] in _SECRET_KINDS:
            story = json.loads(json.dumps(story).replace(json.dumps(key)[1:-1], masked(key)))
    if output_format == "json":
        print_json(story)
        return
    click.echo(click.style(story["title"], bold=True))
    if story["facts"]:
        click.echo()
    for fact in story["facts"]:
        click.echo(f"  {fact['when']}  {fact['text']}")
    if story["advice"]:
        click.echo("\nWhat to do:")
    for advice in story["advice"]:
        click.echo(f"  - {advice}")
