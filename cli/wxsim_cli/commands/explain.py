"""``wxsim explain``."""

from __future__ import annotations

import click
import msgspec

from wxsim.diagnosis.explain import errcodes_in, explain, explanations
from wxsim.world import Unknown
from wxsim_cli.exits import BadInput
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option
from wxsim_cli.table import fields, table

# Of an errcode that every path answers, so many are named.
_PATHS = 6
_WECHATS_LIST = (
    "https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new"
)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("errcode")
@format_option
def command(errcode: str, output_format: str) -> None:
    r"""Explain an errcode: its cause and what to do.

    ERRCODE is a number, WeChat's text, its whole answer, or `list` for all of
    them. No simulator is needed.

    \b
    Examples:
      wxsim explain 40163
      wxsim explain -1
      wxsim explain "invalid code"
      wxsim explain list
    """
    if errcode == "list":
        every = explanations()
        if output_format == "json":
            print_json(msgspec.to_builtins(every))
        else:
            rows = ((str(one.errcode), _short(one.errmsg), one.cause) for one in every)
            click.echo(table(("ERRCODE", "ERRMSG", "CAUSE"), rows))
        return
    explanation = msgspec.to_builtins(_explained(errcode))
    if output_format == "json":
        print_json(explanation)
    else:
        shown = {**explanation, "paths": _paths(explanation["paths"])}
        click.echo(fields((name, str(value)) for name, value in shown.items()))


def _explained(text: str) -> msgspec.Struct:
    found = errcodes_in(text)
    if not found:
        raise BadInput(
            f"{text!r} is no errcode; give a number such as 40163, a text such as "
            "'code been used', or list"
        )
    if len(found) > 1:
        several = ", ".join(map(str, found))
        raise BadInput(f"{text!r} is said by several errcodes; give one of {several}")
    try:
        return explain(found[0])
    except Unknown as error:
        raise BadInput(
            f"{error}. The simulator never answers {found[0]}; all of WeChat's own are at "
            f"{_WECHATS_LIST}"
        ) from error


def _short(errmsg: str) -> str:
    return errmsg.partition(",")[0].partition(" {")[0]


def _paths(paths: list[str]) -> str:
    more = len(paths) - _PATHS
    return ", ".join(paths[:_PATHS]) + (f" and {more} more" if more > 0 else "")
