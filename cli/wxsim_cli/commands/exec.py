"""``wxsim exec``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from flask import Flask

from wxsim.app import create_app
from wxsim.opening import open_world
from wxsim.redirect.authority import AuthorityError, default_folder, open_authority
from wxsim.redirect.environment import java_store_of, redirected
from wxsim.redirect.gate import Gate
from wxsim.redirect.outside import Outside
from wxsim.redirect.running import CannotRun, run
from wxsim.serving.local_server import LocalServer
from wxsim.serving.sockets import PortTaken
from wxsim.settings import Settings
from wxsim.world import InvalidValue, StoreError
from wxsim_cli.client import Simulator
from wxsim_cli.exits import BadInput
from wxsim_cli.options import DEFAULT_PORT, apps_option, data_option, seed_option


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option(
    "--url",
    envvar="WXSIM_URL",
    show_envvar=True,
    help="Use this running simulator instead of starting one.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port of the simulator that is started; {DEFAULT_PORT} if it is free, else any.",
)
@seed_option
@apps_option
@data_option
@click.option("--offline", is_flag=True, help="Let nothing through to any host but WeChat.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- CMD [ARG]...")
def command(
    *,
    url: str | None,
    port: int | None,
    seed: str | None,
    apps_file: Path | None,
    data: Path | None,
    offline: bool,
    quiet: bool,
    words: tuple[str, ...],
) -> None:
    r"""Run a program whose calls to WeChat come here.

    The program stays as it is and keeps https://api.weixin.qq.com: a simulator
    is started, and the program's environment leads its calls to it, in Python,
    Node.js, Java, Go, PHP, Ruby, .NET and curl, and in whatever it starts in
    turn. Other hosts are reached as before. Nothing is installed on the system,
    and all is over when the program ends.

    \b
    Examples:
      wxsim exec -- python app.py
      wxsim exec --apps my-apps.yaml -- npm start
      wxsim exec --offline -- mvn test
      wxsim code                        in another terminal: the phone

    \b
    Exit codes:
      that of the program, and
      2    wrong usage, or a simulator or certificate that cannot be had
      3    there is no simulator at WXSIM_URL
      126  the program cannot be run
      127  there is no such program
      128  and the number of a signal, if one ended it

    What an environment cannot reach, and how to reach it all the same, is in
    docs/redirect.md.
    """
    if url is not None and (port, seed, apps_file, data) != (None, None, None, None):
        raise BadInput(
            "--port, --seed, --apps and --data are for a simulator that is started, and --url (or "
            "WXSIM_URL) names one that runs; leave out the one or the other"
        )
    try:
        authority, is_new = open_authority(default_folder())
    except AuthorityError as error:
        raise BadInput(str(error)) from error
    if is_new:
        _say(f"made a certificate authority for this machine alone: {authority.path}", quiet=quiet)
    settings = Settings(seed=seed, apps_file=apps_file, data=data)
    with ExitStack() as opened:
        wechat = opened.enter_context(_running(url) if url else _started(settings, port))
        outside = Outside.of_this_process(offline=offline)
        gate = opened.enter_context(Gate(wechat, authority, outside))
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="wxsim-exec-")))
        environ = redirected(
            os.environ,
            gate_port=gate.port,
            wechat_url=wechat,
            authority=authority,
            folder=folder,
        )
        store = java_store_of(os.environ)
        if store is not None:
            _say(
                f"Java trusts your own {store}: `keytool -importcert` {authority.path} into it",
                quiet=quiet,
            )
        _say(f"WeChat is here: {wechat}", quiet=quiet)
        try:
            code = run(words, environ)
        except CannotRun as error:
            click.echo(f"Error: {error}", err=True)
            code = error.code
        else:
            _tell(gate, quiet=quiet)
    sys.exit(code)


@contextmanager
def _running(url: str) -> Iterator[str]:
    with Simulator(url) as simulator:
        simulator.about()
        yield simulator.url


@contextmanager
def _started(settings: Settings, port: int | None) -> Iterator[str]:
    try:
        world = open_world(settings)
    except (InvalidValue, StoreError) as error:
        raise BadInput(str(error)) from error
    try:
        with _serving(create_app(world), port) as server:
            yield server.url
    finally:
        world.store.close()


def _serving(app: Flask, port: int | None) -> LocalServer:
    try:
        return LocalServer(app, port=DEFAULT_PORT if port is None else port)
    except PortTaken as error:
        if port is None:
            return LocalServer(app)
        raise BadInput(
            f"port {port} is taken; if a simulator runs there, name it with --url, else choose "
            "another --port"
        ) from error


def _tell(gate: Gate, *, quiet: bool) -> None:
    """Say what a program's author would wonder about."""
    for host, why in gate.refused.items():
        _say(f"{host} was not reached: {why}", quiet=quiet)
    if not gate.let_in:
        _say(
            "the program made no call to WeChat, or made it past its environment: see "
            "docs/redirect.md",
            quiet=quiet,
        )


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        click.echo(f"wxsim: {text}", err=True)
