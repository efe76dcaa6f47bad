"""``wxsim check run``."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import click
import msgspec

from wxsim.check.check import Check
from wxsim.check.masking import masked
from wxsim.check.report.github import github
from wxsim.check.report.html import html
from wxsim.check.report.json_report import json_report
from wxsim.check.report.junit import junit
from wxsim.check.report.plain import lines_of
from wxsim.check.report.summary import forgiven, summary
from wxsim.check.report.tap import tap
from wxsim.check.running import Result
from wxsim.check.session import Session, Setting, open_session
from wxsim.check.table import CHECKS
from wxsim.replay.platform import Unreachable as NobodyThere
from wxsim.replay.subject import Subject, article_server, read_subject
from wxsim.replay.yamlfile import BadFile
from wxsim.serving.sockets import PortTaken
from wxsim.world import Unknown
from wxsim_cli.check_state import known_failures, last_failed, remember, write_baseline
from wxsim_cli.exits import FAILED, BadInput, Unreachable
from wxsim_cli.options import DEFAULT_PORT

_COLOURS = {"ok": "green", "FAIL": "red", "warn": "yellow", "know": "yellow", "skip": "cyan"}


@click.command()
@click.argument("subject", required=False, metavar="[FILE|URL]")
@click.option("--only", multiple=True, metavar="ID", help="These checks; a family or a * will do.")
@click.option("--skip", multiple=True, metavar="ID", help="Not these checks.")
@click.option("--last-failed", "again", is_flag=True, help="Those that failed the last time here.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="What counts as a failure, in the exit code and in every report: errors, or warnings too.",
)
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file of known failures, which do not count.",
)
@click.option("--update-baseline", is_flag=True, help="Write the failures of now to --baseline.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "tap", "github"]),
    help="text to read, the others for machines.  [default: text; github in GitHub Actions]",
)
@click.option("--junit", "junit_file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--within",
    type=click.FloatRange(min=0.1, max=60),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="What the server may take for an answer, while WeChat hangs too.",
)
@click.option("--app", "appid", metavar="APPID", help="The app your server is configured for.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port of the WeChat behind the server; {DEFAULT_PORT} for a server that is running "
    "already, else any free one.",
)
@click.option("--seed", default="1", show_default=True, metavar="TEXT", help="The WeChat's seed.")
@click.option(
    "--keep", is_flag=True, help="Leave everything running after a failure, to repeat it."
)
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets, keys and tokens.")
def command(
    *,
    subject: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    again: bool,
    fail_fast: bool,
    severity: str,
    baseline: Path | None,
    update_baseline: bool,
    form: str | None,
    junit_file: Path | None,
    html_file: Path | None,
    within: float,
    appid: str | None,
    port: int | None,
    seed: str,
    keep: bool,
    show_secrets: bool,
) -> None:
    r"""Check a login server.

    Without an argument it is the reference login server. A FILE says how to
    speak to yours and may say how to start it; `wxsim check init` writes one. A
    URL is a server with the article's interface that is running already and
    calls WeChat at http://127.0.0.1:8700.

    \b
    Examples:
      wxsim check run my-server.yaml       or just: wxsim check my-server.yaml
      wxsim check my-server.yaml --only login --only secrets.session-key
      wxsim check my-server.yaml --last-failed --keep
      wxsim check my-server.yaml --junit report.xml --html report.html
      wxsim check my-server.yaml --baseline known.json --update-baseline

    \b
    Exit codes: 0 every check passed or was skipped, 1 a check failed,
    2 the subject file or an option makes no sense, 3 the server cannot be
    started or reached, ended, or does not speak as the subject file says.
    """
    if update_baseline and baseline is None:
        raise BadInput("--update-baseline needs --baseline FILE, the file to write")
    # What fails here fails on purpose, and the servers' logs would tear the report apart.
    logging.disable(logging.CRITICAL)
    read = _subject(subject)
    checks = _chosen(only, skip, again=again)
    known = known_failures(baseline) if baseline is not None and not update_baseline else set()
    runs_already = read is not None and read.start is None
    setting = Setting(
        subject=read,
        seed=seed,
        appid=appid,
        port=port if port is not None else DEFAULT_PORT if runs_already else 0,
        patience=within,
    )
    chosen_form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    hide = masked(show=show_secrets)
    # A CI server that gives up must not leave ours running: end as by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    results: list[Result] = []
    try:
        with open_session(setting) as session:
            click.echo(f"seed {seed}; the server is at {session.base_url}", err=True)
            for result in session.run(checks, _progress(chosen_form, len(checks))):
                judged = msgspec.structs.replace(
                    result, known=result.check.id in known, strict=severity == "warning"
                )
                shown = hide(judged, session.secrets)
                results.append(shown)
                if chosen_form == "text":
                    _clear_progress()
                    for line in lines_of(shown, _styled):
                        click.echo(line)
                if fail_fast and shown.counts:
                    break
            _clear_progress()
            _report(results, chosen_form, seed=seed, server=session.base_url)
            _write_files(results, junit_file, html_file, seed=seed, server=session.base_url)
            if keep and any(result.counts for result in results):
                _wait(session)
    except NobodyThere as error:
        raise Unreachable(str(error)) from error
    except PortTaken as error:
        raise BadInput(
            f"port {setting.port} is taken: stop what listens there, or choose another with --port"
        ) from error
    except Unknown as error:
        raise BadInput(str(error)) from error
    failed = [result.check.id for result in results if result.state == "failed"]
    remember(failed)
    if update_baseline and baseline is not None:
        write_baseline(baseline, failed)
        click.echo(f"{len(failed)} known failures are in {baseline}", err=True)
        return
    if any(result.counts for result in results):
        sys.exit(FAILED)


def _subject(text: str | None) -> Subject | None:
    if text is None:
        return None
    try:
        if text.startswith(("http://", "https://")):
            return article_server(text)
        return read_subject(Path(text))
    except BadFile as error:
        raise BadInput(str(error)) from error
    except ValueError as error:
        raise BadInput(f"{text!r} is no address of a server: {error}") from error


def _chosen(only: Sequence[str], skip: Sequence[str], *, again: bool) -> list[Check]:
    def matches(check: Check, wanted: str) -> bool:
        return wanted == check.family or fnmatchcase(check.id, wanted)

    for wanted in (*only, *skip):
        if not any(matches(check, wanted) for check in CHECKS):
            families = sorted({check.family for check in CHECKS})
            raise BadInput(
                f"there is no check {wanted!r}; the families are {', '.join(families)}, and "
                "`wxsim check list` has the rest"
            )
    checks = [
        check
        for check in CHECKS
        if (not only or any(matches(check, wanted) for wanted in only))
        and not any(matches(check, wanted) for wanted in skip)
    ]
    if again:
        failed = last_failed()
        checks = [check for check in checks if check.id in failed] or checks
    return checks


def _progress(form: str, total: int) -> Callable[[Check], None]:
    done = 0

    def begin(check: Check) -> None:
        nonlocal done
        done += 1
        if form == "text" and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{done}/{total} {check.id}", nl=False, err=True)

    return begin


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def _styled(text: str, word: str) -> str:
    return click.style(text, fg=_COLOURS[word])


def _report(results: Sequence[Result], form: str, *, seed: str, server: str) -> None:
    if form == "json":
        click.echo(json.dumps(json_report(results, seed=seed, server=server), ensure_ascii=False))
        return
    for line in tap(results) if form == "tap" else github(results) if form == "github" else ():
        click.echo(line)
    for line in filter(None, (forgiven(results), summary(results))):
        click.echo(f"# {line}" if form == "tap" else line)


def _write_files(
    results: Sequence[Result],
    junit_file: Path | None,
    html_file: Path | None,
    *,
    seed: str,
    server: str,
) -> None:
    try:
        if junit_file is not None:
            junit_file.write_bytes(junit(results))
        if html_file is not None:
            html_file.write_text(html(results, seed=seed, server=server), "utf-8")
    except OSError as error:
        raise BadInput(f"{error.filename} cannot be written: {error.strerror}") from error


def _wait(session: Session) -> None:
    click.echo(
        f"Still running: the server at {session.base_url}, its WeChat at {session.wechat}. "
        "Press Ctrl-C to end.",
        err=True,
    )
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
