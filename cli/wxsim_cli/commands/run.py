"""``wxsim run``: run a Mini Program's own JavaScript."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click
import msgspec

from wxsim.javascript import (
    EngineMissing,
    Entry,
    Limits,
    NotAProject,
    Role,
    Script,
    Session,
    Story,
    api_names,
    deny,
    ending,
    read_project,
    run,
    set_session,
    told,
)
from wxsim.miniprogram import DeviceError, PlatformUnreachable
from wxsim_cli.exits import FAILED, BadInput, Unreachable
from wxsim_cli.masking import without_secrets
from wxsim_cli.options import DEFAULT_PORT, show_secrets_option
from wxsim_cli.platform_option import require_address
from wxsim_cli.run_options import (
    read_calls,
    read_failures,
    read_roads,
    read_storage,
    write_storage,
)
from wxsim_cli.run_stage import run_stage

_DEFAULTS = Limits()


@click.command("run")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--page",
    "pages",
    multiple=True,
    metavar="PATH",
    help="Open this page, query and all, in place of the first; one more opens on top of it.",
)
@click.option(
    "--call",
    "calls",
    multiple=True,
    metavar="MODULE#FUNCTION",
    help="Call a function that a module exports, as a tap would. Calls come before taps.",
)
@click.option(
    "--tap",
    "taps",
    multiple=True,
    metavar="METHOD",
    help="Set off a method of the page on top; its WXML says what event it gets.",
)
@click.option(
    "--deny", "scopes", multiple=True, metavar="SCOPE", help="The person refuses scope.userInfo, …"
)
@click.option(
    "--session",
    type=click.Choice(["live", "expired"]),
    help="The person logged in before, and that session lives or has expired.",
)
@click.option(
    "--fail",
    "failures",
    multiple=True,
    metavar="API=ERRMSG",
    help="Let a wx API fail, as in --fail 'login=fail timeout'.",
)
@click.option(
    "--storage",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A JSON file with what is on the phone; it is written back at the end.",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="A=B",
    help="Send requests for origin A to B: https://api.example.com=http://127.0.0.1:3000",
)
@click.option(
    "--server",
    "with_server",
    is_flag=True,
    help="Start the reference login server, and send to "
    "it every request that is not mapped and would leave this machine.",
)
@click.option(
    "--strict-domains",
    is_flag=True,
    help="Hold wx.request to WeChat's domain list: the A of every --map, and every --domain.",
)
@click.option(
    "--domain", "domains", multiple=True, metavar="ORIGIN", help="An origin on that list."
)
@click.option(
    "--platform",
    metavar="URL",
    help="Use this running simulator instead of one of our own. Its clock is then not moved.",
)
@click.option("--app", "appid", metavar="APPID", help="Which app the program is; the first.")
@click.option("--person", metavar="NAME", help="Whose phone it is on; the first person's.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port of our own simulator; {DEFAULT_PORT} with --map, for your server to find it, else "
    "any free one.",
)
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write everything that happens to this file, a line of JSON each.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole story as JSON.")
@click.option(
    "--turn-limit",
    type=click.FloatRange(0, min_open=True),
    default=_DEFAULTS.turn,
    show_default=True,
    help="Seconds that one callback may compute.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0, min_open=True),
    default=_DEFAULTS.run,
    show_default=True,
    help="Seconds that the whole run may take.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(8, 4096),
    default=_DEFAULTS.memory >> 20,
    show_default=True,
    help="Megabytes that the program may take.",
)
@show_secrets_option
def command(
    *,
    path: Path,
    pages: tuple[str, ...],
    calls: tuple[str, ...],
    taps: tuple[str, ...],
    scopes: tuple[str, ...],
    session: Session | None,
    failures: tuple[str, ...],
    storage: Path | None,
    maps: tuple[str, ...],
    with_server: bool,
    strict_domains: bool,
    domains: tuple[str, ...],
    platform: str | None,
    appid: str | None,
    person: str | None,
    port: int | None,
    trace: Path | None,
    as_json: bool,
    turn_limit: float,
    time_limit: float,
    memory_limit: int,
    show_secrets: bool,
) -> None:
    r"""Run a Mini Program's own JavaScript.

    PATH is the folder of a Mini Program (the one with app.json) or a single
    .js file. It runs
    unchanged: everything its code does with wx is shown, with what came of it,
    and so is what went wrong without a word. It needs an engine:
    pip install 'wxsim[js]'.

    No page is drawn. Nothing it does leaves this machine. The limits keep
    accidents from hanging it; they are no sandbox for hostile code.

    \b
    Examples:
      wxsim run . --server                      launch it, open its first page
      wxsim run . --server --tap login          and tap what is bound to login
      wxsim run utils/auth.js --server --call '#login'
      wxsim run . --map https://api.example.com=http://127.0.0.1:3000
      wxsim run . --server --deny scope.userInfo --tap login
      wxsim run . --server --session expired --storage phone.json

    \b
    Exit codes:
      0  clean
      1  something failed: an uncaught error, a rejected promise nobody caught,
         a promise that never settles, a failure nobody heard of, a limit
      2  wrong usage, no Mini Program at PATH, or no engine
      3  no simulator answers
    """
    try:
        project = read_project(path)
    except NotAProject as error:
        raise BadInput(str(error)) from error
    script = Script(
        pages=pages,
        calls=read_calls(calls, project),
        taps=taps,
        fail=read_failures(failures, api_names()),
        storage=read_storage(storage),
        limits=Limits(turn=turn_limit, memory=memory_limit << 20, run=time_limit),
    )
    # Read once without the server, so that a mistake starts nothing.
    read_roads(maps, server=None, strict=strict_domains, domains=domains)
    if platform is not None:
        require_address(platform)
        if port is not None:
            raise BadInput("--port is for a simulator of our own, and --platform takes its place")
    if port is None:
        port = DEFAULT_PORT if maps and platform is None else 0
    # What the login server and its queue say belongs to their own logs.
    for name in ("waitress.queue", "wxsim.loginserver.wechat_http"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with ExitStack() as stack:
        observe = _observer(stack, trace, show=not as_json, show_secrets=show_secrets)
        stage = stack.enter_context(
            run_stage(
                platform_url=platform,
                appid=appid,
                person=person,
                with_server=with_server,
                port=port,
            )
        )
        roads = read_roads(maps, server=stage.server, strict=strict_domains, domains=domains)
        try:
            deny(stage.around, scopes)
            if session is not None:
                set_session(stage.around, session)
            around, script = stage.around, replace(script, roads=roads)
            story = run(project, around, script, observe)
        except EngineMissing as error:
            raise BadInput(str(error)) from error
        except DeviceError as error:
            raise BadInput(str(error)) from error
        except PlatformUnreachable as error:
            raise Unreachable(str(error)) from error
    if storage is not None:
        write_storage(storage, story.storage)
    _finish(story, as_json=as_json, show_secrets=show_secrets)
    if not story.ok:
        sys.exit(FAILED)


def _observer(
    stack: ExitStack, trace: Path | None, *, show: bool, show_secrets: bool
) -> Callable[[Entry], None]:
    file: IO[bytes] | None = None
    if trace is not None:
        try:
            file = stack.enter_context(trace.open("wb"))
        except OSError as error:
            raise BadInput(f"cannot write --trace {trace}: {error.strerror}") from error

    def observe(entry: Entry) -> None:
        if not show_secrets:
            entry = msgspec.convert(_masked(entry), Entry)
        if file is not None:
            file.write(msgspec.json.encode(entry) + b"\n")
        if show:
            for line in told(entry, _painted):
                click.echo(line)

    return observe


def _finish(story: Story, *, as_json: bool, show_secrets: bool) -> None:
    if not as_json:
        for line in ending(story, _painted):
            click.echo(line)
        return
    document: Any = {"ok": story.ok, **msgspec.to_builtins(story)}
    if not show_secrets:
        document = without_secrets(document)
    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))


def _masked(entry: Entry) -> Any:
    return without_secrets(msgspec.to_builtins(entry))


def _painted(role: Role, text: str) -> str:
    colours = {"good": "green", "bad": "red", "hint": "yellow"}
    if role in colours:
        return click.style(text, fg=colours[role])
    return click.style(text, bold=role == "title", dim=role == "dim")
