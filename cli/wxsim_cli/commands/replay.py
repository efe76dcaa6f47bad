"""``wxsim replay``: play the login flow and show every step."""

from __future__ import annotations

import logging
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from wxsim.replay import (
    BadFile,
    Casting,
    Role,
    Scenario,
    ScenarioTrace,
    StepTrace,
    Subject,
    TextTrace,
    article_server,
    mermaid,
    plain,
    read_scenario,
    read_subject,
    replay,
    scenario_schema,
)
from wxsim.version import __version__
from wxsim_cli.control_token import token_from_environment
from wxsim_cli.exits import FAILED, BadInput
from wxsim_cli.options import DEFAULT_PORT
from wxsim_cli.platform_option import platform_explained, require_address
from wxsim_fixtures import scenario_files

_COLOURS: dict[Role, str] = {
    "wx": "cyan",
    "server": "yellow",
    "WeChat": "green",
    "world": "magenta",
    "good": "green",
    "bad": "red",
}


@click.command("replay")
@click.argument("scenarios", nargs=-1, metavar="[NAME|FILE]...")
@click.option("--all", "play_all", is_flag=True, help="Play every scenario that comes with wxsim.")
@click.option("--list", "list_only", is_flag=True, help="List those scenarios and stop.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of scenario files and stop.")
@click.option(
    "--platform", metavar="URL", help="Use this running simulator instead of an embedded one."
)
@click.option(
    "--server",
    metavar="URL|FILE",
    help="Play against your own login server: its URL if it has the article's interface "
    "(/Login, /UserInfoUpdate, /PhoneUpdate, /Me), or a mapping file.",
)
@click.option("--app", "appid", metavar="APPID", help="The app your server is configured for.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port of the embedded WeChat; {DEFAULT_PORT} with --server, else any free one.",
)
@click.option(
    "--seed",
    metavar="TEXT",
    help="Seed of the embedded WeChat; 1, and with --server a new one for every scenario, so "
    "that your server meets people it does not remember.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "mermaid"]),
    default="text",
    show_default=True,
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the trace to this file."
)
@click.option("-v", "--verbose", is_flag=True, help="Show headers and bodies in full.")
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets, keys and tokens.")
def command(
    *,
    scenarios: tuple[str, ...],
    play_all: bool,
    list_only: bool,
    schema: bool,
    platform: str | None,
    server: str | None,
    appid: str | None,
    port: int | None,
    seed: str | None,
    form: str,
    out: Path | None,
    verbose: bool,
    show_secrets: bool,
) -> None:
    r"""Replay the login flow and show every step.

    Without arguments: starts a WeChat and the reference login server on free
    loopback ports, plays the scenario first-login between them, and shows what
    the program (wx), its server and WeChat say to each other.

    \b
    Examples:
      wxsim replay
      wxsim replay code-reused wechat-busy
      wxsim replay --all --format json
      wxsim replay my-story.yaml -v
      wxsim replay --server http://127.0.0.1:3000   (your server calls WeChat
                                                     at http://127.0.0.1:8700)

    \b
    Exit codes:
      0  everything went as expected
      1  an expectation failed
      2  wrong usage, or a bad scenario or mapping file
      3  a server could not be reached
    """
    if schema:
        click.echo(msgspec.json.format(msgspec.json.encode(scenario_schema()), indent=2))
        return
    if list_only:
        _list()
        return
    try:
        if platform is not None:
            require_address(platform)
            if port is not None or seed is not None:
                raise BadInput(
                    "--port and --seed are for the embedded WeChat, and --platform takes its "
                    "place; leave them out"
                )
        chosen = _chosen(scenarios, play_all=play_all)
        subject = _subject(server)
    except BadFile as bad:
        raise BadInput(str(bad)) from bad
    if port is None:
        port = DEFAULT_PORT if subject is not None and platform is None else 0
    casting = Casting(
        seed=seed,
        platform_url=platform,
        server=subject,
        appid=appid,
        port=port,
        control_token=token_from_environment(),
    )
    show = _Shown(form=form, out=out, verbose=verbose)
    # It warns of a queue when a request comes before its threads have started.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # That WeChat did not answer is part of some stories, and the trace shows it.
    logging.getLogger("wxsim.loginserver.wechat_http").setLevel(logging.ERROR)
    with platform_explained():
        for name, scenario in chosen:
            trace = replay(
                name,
                scenario,
                casting,
                show_secrets=show_secrets,
                begun=show.begun,
                stepped=show.stepped,
            )
            show.ended(trace)
            if trace.outcome == "skipped" and not play_all:
                raise BadInput(f"{name} cannot be played: {trace.reason}")
    show.close()
    if any(trace.outcome == "failed" for trace in show.traces):
        sys.exit(FAILED)


class _Shown:
    """Shows text as it comes, everything else when all is over."""

    def __init__(self, *, form: str, out: Path | None, verbose: bool) -> None:
        self.traces: list[ScenarioTrace] = []
        self._form = form
        self._out = out
        on_terminal = out is None and sys.stdout.isatty()
        self._text = TextTrace(
            # click strips the colours again where they do not belong.
            _painted if on_terminal else plain,
            width=shutil.get_terminal_size().columns if on_terminal else 0,
            verbose=verbose,
        )
        self._lines: list[str] = []

    def begun(self, trace: ScenarioTrace) -> None:
        self._show(self._text.begin(trace))

    def stepped(self, step: StepTrace) -> None:
        self._show(self._text.step(step))

    def ended(self, trace: ScenarioTrace) -> None:
        self.traces.append(trace)
        self._show(self._text.end(trace))
        self._show(iter([""]))
        if self._out is not None:
            click.echo(f"{trace.name}: {trace.outcome}{trace.reason and f': {trace.reason}'}")

    def close(self) -> None:
        counted = Counter(trace.outcome for trace in self.traces)
        summary = ", ".join(f"{counted[name]} {name}" for name in ("passed", "failed", "skipped"))
        if len(self.traces) > 1:
            self._show(iter([summary]))
        if self._form == "json":
            document = {"wxsim": __version__, "summary": summary, "scenarios": self.traces}
            self._lines = [msgspec.json.format(msgspec.json.encode(document), indent=2).decode()]
        elif self._form == "mermaid":
            self._lines = list(_diagrams(self.traces))
        if self._out is not None:
            try:
                self._out.write_text("\n".join(self._lines) + "\n", "utf-8")
            except OSError as error:
                raise BadInput(f"cannot write {self._out}: {error.strerror}") from error
        elif self._form != "text":
            click.echo("\n".join(self._lines))

    def _show(self, lines: Iterator[str]) -> None:
        if self._form != "text":
            return
        for line in lines:
            if self._out is None:
                click.echo(line)
            else:
                self._lines.append(line)


def _diagrams(traces: list[ScenarioTrace]) -> Iterator[str]:
    """Return one diagram as it is, and several as Markdown that shows them all."""
    if len(traces) == 1:
        yield mermaid(traces[0])
        return
    for trace in traces:
        yield f"## {trace.name}\n\n```mermaid\n{mermaid(trace)}```\n"


def _chosen(names: tuple[str, ...], *, play_all: bool) -> list[tuple[str, Scenario]]:
    own = scenario_files()
    if play_all:
        names = (*own, *names)
    chosen = []
    for name in dict.fromkeys(names or ("first-login",)):
        path = own.get(name) or Path(name)
        if name not in own and not path.exists():
            raise BadInput(f"there is no scenario or file {name!r}; there is {', '.join(own)}")
        chosen.append((path.stem if name not in own else name, read_scenario(path)))
    return chosen


def _subject(server: str | None) -> Subject | None:
    if server is None:
        return None
    path = Path(server)
    if "://" not in server and path.exists():
        return read_subject(path)
    try:
        return article_server(server)
    except ValueError as error:
        raise BadInput(
            f"--server {server!r} is neither an address, such as http://127.0.0.1:3000, nor a "
            "mapping file that exists"
        ) from error


def _list() -> None:
    files = scenario_files()
    width = max(map(len, files))
    for name, path in files.items():
        click.echo(f"{name:<{width}}  {read_scenario(path).title}")


def _painted(role: Role, text: str) -> str:
    if role == "title":
        return click.style(text, bold=True)
    if role == "dim":
        return click.style(text, dim=True)
    return click.style(text, fg=_COLOURS[role])
