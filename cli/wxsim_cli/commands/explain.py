"""``wxsim explain``."""

from __future__ import annotations

import click
import msgspec

from wxsim.diagnosis.explain import explain, explanations
from wxsim.world import Unknown
from wxsim_cli.exits import BadInput
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option
from wxsim_cli.table import fields, table


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("errcode")
@format_option
def command(errcode: str, output_format: str) -> None:
    r"""Explain an errcode: its cause and what to do.

    ERRCODE is a number, or `list` for all of them. No simulator is needed.

    \b
    Examples:
      wxsim explain 40163
      wxsim explain -1
      wxsim explain list
    """
    if errcode == "list":
        every = explanations()
        if output_format == "json":
            print_json(msgspec.to_builtins(every))
        else:
            rows = ((str(one.errcode), one.errmsg, one.cause) for one in every)
            click.echo(table(("ERRCODE", "ERRMSG", "CAUSE"), rows))
        return
    try:
        number = int(errcode)
    except ValueError as error:
        raise BadInput(
            f"{errcode!r} is no errcode; give a number such as 40163, or list"
        ) from error
    try:
        one = explain(number)
    except Unknown as error:
        raise BadInput(str(error)) from error
    explanation = msgspec.to_builtins(one)
    if output_format == "json":
        print_json(explanation)
    else:
        shown = {**explanation, "paths": ", ".join(explanation["paths"])}
        click.echo(fields((name, str(value)) for name, value in shown.items()))
