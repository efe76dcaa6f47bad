"""``wxsim wx``."""

from __future__ import annotations

import json
import sys

import click
from click.shell_completion import CompletionItem

from wxsim_cli.client import Json, Simulator
from wxsim_cli.exits import FAILED, BadInput
from wxsim_cli.jsontext import parse_json, print_json
from wxsim_cli.options import app_option, person_option, url_option
from wxsim_cli.scanning import SHORTHANDS
from wxsim_cli.wx_apis import WX_APIS

_EXAMPLE = """wxsim wx authorize '{"scope": "scope.camera"}'"""


class _WxCommand(click.Command):
    """Adds the list of wx calls to its help."""

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("APIs"):
            formatter.write_dl([*WX_APIS.items()])


def _complete_api(
    _context: click.Context, _argument: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [
        CompletionItem(api, help=about)
        for api, about in WX_APIS.items()
        if api.startswith(incomplete)
    ]


def _complete_options(
    context: click.Context, _argument: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    # The shell completes the name of a picture.
    return [CompletionItem(incomplete, type="file")] if context.params.get("api") == "scan" else []


@click.command(cls=_WxCommand)
@click.argument("api", shell_complete=_complete_api)
@click.argument("options", metavar="[JSON]", default="{}", shell_complete=_complete_options)
@person_option
@app_option
@url_option
def command(*, api: str, options: str, person: str | None, app: str | None, url: str) -> None:
    r"""Make any wx call and print its result.

    JSON is the object that a Mini Program would pass, `-` reads it from
    stdin. Its "tap" says what the person does when a dialog opens: "allow",
    which is the default, or "refuse". The exit code is 1 when the call fails.

    `scan FILE` lets the person scan a picture with WeChat, `scan TEXT` what
    stands in a code, and `open LINK` opens a link. Both print which Mini
    Program opened, and how; a login there may follow.

    \b
    Examples:
      wxsim wx login
      wxsim wx getUserInfo --person bob
      wxsim wx authorize '{"scope": "scope.camera", "tap": "refuse"}'
      echo '{"withCredentials": true}' | wxsim wx getUserInfo -
      wxsim wx scan code.jpg --person bob && wxsim wx login --person bob
      wxsim wx open 'weixin://dl/business/?t=XTSkBZlzqmn'
    """
    shorthand = SHORTHANDS.get(api)
    if shorthand is None:
        wx_options = _read(options)
    else:
        api, wx_options = shorthand(options)
    with Simulator(url) as simulator:
        result = simulator.wx(api, wx_options, app=app, person=person)
    print_json(result)
    if ":fail" in str(result["errMsg"]):
        sys.exit(FAILED)


def _read(text: str) -> Json:
    from_stdin = text == "-"
    where = "stdin" if from_stdin else "the argument"
    try:
        options = parse_json(_stdin() if from_stdin else text)
    except ValueError as error:
        raise BadInput(
            f"{where} is not JSON ({error}); write an object, as in {_EXAMPLE}"
        ) from error
    if not isinstance(options, dict):
        raise BadInput(
            f"{where} is not an object but {json.dumps(options)[:40]}; write one, as in {_EXAMPLE}"
        )
    return options


def _stdin() -> bytes:
    if sys.stdin is None:
        raise BadInput("stdin is closed; pipe the JSON into it, or give it as the argument")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise BadInput(
            f"stdin cannot be read: {error.strerror}; pipe the JSON into it, or give it as "
            "the argument"
        ) from error
