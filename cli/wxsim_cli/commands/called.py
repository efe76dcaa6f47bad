"""``wxsim called``."""

from __future__ import annotations

import sys

import click

from wxsim_cli.client import Simulator
from wxsim_cli.exits import FAILED
from wxsim_cli.jsontext import parse_json, print_json
from wxsim_cli.options import format_option, url_option


@click.command()
@click.argument("path")
@click.option(
    "--then",
    "thereafter",
    multiple=True,
    metavar="PATH",
    help="And after that this path; may be given again.",
)
@click.option("--times", type=int, metavar="N", help="Exactly so often.")
@click.option("--at-least", type=int, metavar="N", help="So often or more; 1 when left out.")
@click.option("--at-most", type=int, metavar="N", help="So often or less.")
@click.option("--since", type=int, metavar="MARK", help="Only after this `wxsim mark`.")
@click.option("--app", metavar="APPID", help="Only calls about this app.")
@click.option("--errcode", type=int, metavar="N", help="Only those answered so; 0 is good.")
@click.option(
    "--query",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Only those with this parameter; may be given again.",
)
@click.option(
    "--body",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="Only those whose JSON body has this field: JSON, or else a text; may be given again.",
)
@format_option
@url_option
def command(
    *,
    path: str,
    thereafter: tuple[str, ...],
    parameters: tuple[str, ...],
    fields: tuple[str, ...],
    output_format: str,
    url: str,
    **wanted: int | str | None,
) -> None:
    r"""Check which calls have reached WeChat.

    Ends with 0 where it is as expected; with 1 where not, and tells which calls
    came near. PATH may hold `*`, which stands for anything.

    \b
    Examples:
      wxsim called /sns/jscode2session
      wxsim called /cgi-bin/token --at-most 1
      wxsim called '/sns/*' --times 2 --errcode 0 --since "$mark"
      wxsim called /sns/jscode2session --query js_code="$code"
      wxsim called /cgi-bin/token --then /wxa/business/getuserphonenumber
      wxsim called /cgi-bin/stable_token --body force_refresh=true
    """
    limits = [name for name in ("times", "at_least", "at_most") if wanted[name] is not None]
    if len(limits) > 1:
        raise click.UsageError("give one of --times, --at-least and --at-most")
    bodies = [_parsed(one, "--body") for one in fields]
    with Simulator(url) as simulator:
        verdict = simulator.ask(
            "POST",
            "/assertions",
            having="ok",
            path=path,
            query=dict(_parsed(one, "--query") for one in parameters) or None,
            body={name: _json_or_text(value) for name, value in bodies} or None,
            order=[path, *thereafter] if thereafter else None,
            **wanted,
        )
    if output_format == "json":
        print_json(verdict)
    else:
        click.echo(verdict["message"], err=not verdict["ok"])
    if not verdict["ok"]:
        sys.exit(FAILED)


def _json_or_text(value: str) -> object:
    try:
        return parse_json(value)
    except ValueError:
        return value


def _parsed(parameter: str, option: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        raise click.BadParameter(f"{parameter!r} has no value; write NAME=VALUE", param_hint=option)
    return name, value
