"""``wxsim oauth``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "code": Row("wxsim_cli.commands.oauth_code", "Print the code that a web page would get."),
    "visitor": Row("wxsim_cli.commands.oauth_visitor", "Show or set whose WeChat pages open in."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Authorise web pages and apps without a browser.

    \b
    Examples:
      wxsim oauth code --app wx0123456789abcdef --person bob
      wxsim oauth visitor bob
    """
