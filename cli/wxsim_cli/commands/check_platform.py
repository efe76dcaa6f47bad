"""``wxsim check platform``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from urllib.parse import urlsplit

import click
import msgspec

from wxsim.check.contract import Compared, cases, compare
from wxsim.replay.platform import Unreachable as NobodyThere
from wxsim_cli.exits import FAILED, BadInput, Unreachable
from wxsim_cli.options import format_option

_REAL = "api.weixin.qq.com"
_COLOURS = {"passed": "green", "failed": "red", "skipped": "cyan"}
_WORDS = {"passed": "ok", "failed": "FAIL", "skipped": "skip"}


@click.command()
@click.argument("url")
@click.option("--app", "appid", metavar="APPID", help="An app that is registered there.")
@click.option(
    "--secret",
    envvar="WXSIM_PLATFORM_SECRET",
    show_envvar=True,
    metavar="TEXT",
    help="Its AppSecret; never printed.",
)
@click.option("--real", is_flag=True, help=f"Yes, ask {_REAL} itself.")
@format_option
def command(
    *, url: str, appid: str | None, secret: str | None, real: bool, output_format: str
) -> None:
    r"""Hold whatever claims to be WeChat against what WeChat was seen to answer.

    Every question is one that WeChat refuses, so asking does nothing, spends
    nothing and ends nobody's token. What needs an appid and its secret is
    skipped without them.

    \b
    Examples:
      wxsim check platform http://127.0.0.1:8700 --app wx… --secret …
      wxsim check platform https://api.weixin.qq.com --real
    """
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BadInput(f"{url!r} is no address; give one like http://127.0.0.1:8700")
    if address.hostname == _REAL and not real:
        raise BadInput(f"that is WeChat itself; add --real if you mean it ({len(cases())} calls)")
    if (appid is None) != (secret is None):
        raise BadInput("--app and --secret belong together; give both or neither")
    credentials = None if appid is None or secret is None else (appid, secret)
    results: list[Compared] = []
    try:
        for result in compare(url, credentials, questions=cases()):
            results.append(result)
            if output_format == "text":
                _show(result)
    except NobodyThere as error:
        raise Unreachable(str(error)) from error
    if output_format == "json":
        click.echo(json.dumps(msgspec.to_builtins(results), ensure_ascii=False))
    else:
        states: Counter[str] = Counter(result.state for result in results)
        click.echo(", ".join(f"{states[state]} {state}" for state in _WORDS))
    if any(result.state == "failed" for result in results):
        sys.exit(FAILED)


def _show(result: Compared) -> None:
    case = result.case
    word = click.style(f"{_WORDS[result.state]:4}", fg=_COLOURS[result.state])
    note = "  (needs --app and --secret)" if result.state == "skipped" else ""
    click.echo(f"{word}  {case.method} {case.path}  {case.says}{note}")
    for difference in result.differences:
        click.echo(
            f"      {difference.field}: expected {difference.expected!r}, got {difference.got!r}"
        )
    if result.differences:
        click.echo(f"      seen by: {case.source}")
