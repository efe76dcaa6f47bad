"""``wxsim fault add``."""

from __future__ import annotations

import math
from typing import Any

import click

from wxsim.world.faults import KIND_OF_FIELD, LIMITS
from wxsim_cli.client import Simulator
from wxsim_cli.clock_text import duration
from wxsim_cli.fault_text import fault_table
from wxsim_cli.jsontext import print_json
from wxsim_cli.options import format_option, url_option

_KINDS = tuple(KIND_OF_FIELD)


@click.command()
@click.option("--path", metavar="GLOB", help="Which calls, as in '/sns/*'; all when left out.")
@click.option("--app", metavar="APPID", help="Whose calls; everybody's when left out.")
@click.option("--person", metavar="NAME", help="On whose behalf; everybody's when left out.")
@click.option("--errcode", type=int, metavar="N", help="WeChat refuses with it.")
@click.option("--http", type=int, metavar="N", help="An error page with this status.")
@click.option("--delay", metavar="DURATION", help="A late answer: 3s.")
@click.option("--hang", is_flag=True, help="Nothing is done, and no answer comes.")
@click.option("--drop", is_flag=True, help="Nothing is done, and the connection closes.")
@click.option("--truncate", is_flag=True, help="It is done; half the answer comes.")
@click.option("--garbage", is_flag=True, help="It is done; the answer is no JSON.")
@click.option("--lost-answer", is_flag=True, help="It is done; the answer never comes.")
@click.option("--times", type=int, metavar="N", help="How often; once when nothing is said.")
@click.option("--rate", type=float, metavar="P", help="With this probability, until cleared.")
@click.option("--for", "for_", metavar="DURATION", help="For how long: 2m.")
@format_option
@url_option
def command(*, output_format: str, url: str, **given: Any) -> None:
    r"""Let calls fail.

    Say one thing that happens, and how often with --times, --rate or --for.

    \b
    Examples:
      wxsim fault add --errcode 45011
      wxsim fault add --path '/sns/*' --lost-answer
      wxsim fault add --delay 3s --rate 0.1
      wxsim fault add --person alice --http 502 --for 2m
    """
    given["for"] = given.pop("for_")
    fault = {
        name: value for name, value in given.items() if value is not None and value is not False
    }
    if not math.isfinite(fault.get("rate", 1)):
        raise click.UsageError(
            f"--rate {fault['rate']} is no probability; give more than 0, and 1 at most"
        )
    _only_one_at_most(fault, LIMITS)
    if not _only_one_at_most(fault, _KINDS):
        raise click.UsageError(f"say what happens: one of {_options(_KINDS)}")
    for name in ("delay", "for"):
        if name in fault:
            fault[name] = duration(fault[name])
    with Simulator(url) as simulator:
        added = simulator.ask("POST", "/faults", having="number", **fault)
    if output_format == "json":
        print_json(added)
    else:
        click.echo(fault_table([added]))


def _only_one_at_most(fault: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Return whether one of ``names`` is given.

    Raises:
        UsageError: several are.
    """
    given = [name for name in names if name in fault]
    if len(given) > 1:
        raise click.UsageError(
            f"{' and '.join(map(_option, given))} are given at once; give one of {_options(names)}"
        )
    return bool(given)


def _options(names: tuple[str, ...]) -> str:
    return ", ".join(map(_option, names))


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
