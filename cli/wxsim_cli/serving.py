"""Serving an application until somebody stops it: what `serve` and `login-server` share."""

from __future__ import annotations

import errno
import functools
import ipaddress
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from wxsim.serving.sockets import PortTaken
from wxsim_cli.exits import BadInput

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from wxsim.serving.asgi import Application
    from wxsim.serving.uvicorn_server import Tls

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104  # compared with, not bound to
_FIRST_FREE_FD = 3

# Given the URL, returns the facts for a script and the text for a reader.
Announce = Callable[[str], tuple[dict[str, object], str]]


@dataclass(frozen=True)
class Listen:
    """Where to listen, and how to say so.

    Attributes:
        ready_fd: a file descriptor to write the facts to, or None.
        as_json: print the facts instead of the text.
    """

    host: str
    port: int
    ready_fd: int | None
    as_json: bool

    @property
    def is_out_of_reach_of_itself(self) -> bool:
        """Whether this machine has to ask from another address than its loopback."""
        return not _is_loopback(self.host) and self.host not in ("0.0.0.0", "::")  # noqa: S104  # compared with, not bound to


def listen_options(default_port: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a server, which it receives as ``listen``."""
    options = [
        click.option(
            "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65535),
            default=default_port,
            show_default=True,
            help="The port; 0 takes any free one.",
        ),
        click.option(
            "--allow-remote",
            is_flag=True,
            help="Let --host be an address that other machines can reach. They need no password "
            "but WeChat's own.",
        ),
        click.option(
            "--ready-fd",
            type=int,
            callback=_open_for_writing,
            metavar="N",
            help="Once ready, write the line of --json to file descriptor N and close it.",
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Print one line of JSON instead of text."
        ),
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_listen(
            *,
            host: str,
            port: int,
            allow_remote: bool,
            ready_fd: int | None,
            as_json: bool,
            **others: Any,
        ) -> None:
            if not allow_remote and not _is_loopback(host):
                raise BadInput(
                    f"{host} is not a loopback address, and whoever can reach this server can "
                    "read every secret in it; use 127.0.0.1, or add --allow-remote if you mean it"
                )
            command(listen=Listen(host, port, ready_fd, as_json), **others)

        decorated: Callable[..., None] = with_listen
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def serve_until_stopped(
    app: WSGIApplication,
    listen: Listen,
    announce: Announce,
) -> None:
    """Serve an application until SIGINT (Ctrl-C) or SIGTERM.

    Args:
        app: the application.
        listen: where to listen, and how to say so.
        announce: what to say once it answers.

    Raises:
        BadInput: the address cannot be had, or nobody reads ``ready_fd``.
    """
    from wxsim.serving.local_server import LocalServer  # noqa: PLC0415  # waitress is for this one alone

    try:
        with _addresses_explained(listen), LocalServer(app, listen.host, listen.port) as server:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            _announce(listen, server.url, announce)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def serve_in_workers(
    build: Callable[[], Application],
    listen: Listen,
    announce: Announce,
    *,
    workers: int,
    tls: Tls | None = None,
) -> None:
    """Serve an application from processes of its own until SIGINT (Ctrl-C) or SIGTERM.

    Args:
        build: makes the application in each process; it can be pickled.
        listen: where to listen, and how to say so.
        announce: as for :func:`serve_until_stopped`.
        workers: how many processes.
        tls: answer HTTPS at another port as well, which the facts then name.

    Raises:
        BadInput: the address cannot be had, the application cannot be made, or
            nobody reads ``ready_fd``.
    """
    from wxsim.serving.uvicorn_server import CannotStart, serve  # noqa: PLC0415  # uvicorn likewise

    if listen.ready_fd is not None and hasattr(os, "register_at_fork"):
        # A worker's copy would keep the reader waiting for the end of the line.
        os.register_at_fork(after_in_child=functools.partial(os.close, listen.ready_fd))
    with _addresses_explained(listen):
        try:
            serve(
                build,
                host=listen.host,
                port=listen.port,
                workers=workers,
                tls=tls,
                ready=lambda url, tls_port: _announce(listen, url, announce, tls_port),
            )
        except CannotStart as error:
            raise BadInput(str(error)) from error
    click.echo("stopped", err=True)


def _announce(listen: Listen, url: str, announce: Announce, tls_port: int = 0) -> None:
    for everywhere, here in _EVERYWHERE.items():
        # Where this machine reaches a server that listens on every address.
        url = url.replace(f"//{everywhere}:", f"//{here}:")
    facts, text = announce(url)
    if tls_port:
        facts["tls_port"] = tls_port
        text = f"HTTPS for api.weixin.qq.com and open.weixin.qq.com on port {tls_port}.\n{text}"
    line = json.dumps({**facts, "pid": os.getpid()})
    if listen.ready_fd is not None:
        _tell(listen.ready_fd, line)
    click.echo(line if listen.as_json else text)


@contextmanager
def _addresses_explained(listen: Listen) -> Iterator[None]:
    try:
        yield
    except PortTaken as error:
        if error.errno == errno.EADDRINUSE:
            raise BadInput(
                f"port {error.port} of {listen.host} is taken; choose another with --port, "
                "or any free one with --port 0"
            ) from error
        if error.errno == errno.EACCES:
            raise BadInput(
                f"port {error.port} is for root alone: choose one above 1023 and let a container "
                "map it, use sudo, or see docs/redirect.md"
            ) from error
        raise BadInput(
            f"cannot listen on {error.strerror}; choose another --host or --port"
        ) from error
    except UnicodeError as error:
        raise BadInput(f"{listen.host!r} is no address; choose another --host") from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _open_for_writing(
    _context: click.Context, _option: click.Parameter, ready_fd: int | None
) -> int | None:
    """Refuse a descriptor that the caller has not opened.

    It must happen before the program opens anything itself, which would take
    the lowest free number.
    """
    if ready_fd is None:
        return None
    if ready_fd < _FIRST_FREE_FD:
        raise click.BadParameter(
            f"{ready_fd} is stdin, stdout or stderr; use --json for stdout, or open another "
            "descriptor, as in `--ready-fd 3 3>ready.json`"
        )
    try:
        os.write(ready_fd, b"")
    except (OSError, OverflowError) as error:
        raise click.BadParameter(
            f"file descriptor {ready_fd} is not open for writing; open it, as in "
            f"`--ready-fd {ready_fd} {ready_fd}>ready.json`"
        ) from error
    return ready_fd


def _tell(ready_fd: int, line: str) -> None:
    try:
        with os.fdopen(ready_fd, "w") as reader:
            reader.write(line + "\n")
    except OSError as error:
        raise BadInput(
            f"nothing can be written to file descriptor {ready_fd}: {error.strerror}; "
            "keep its other end open until the line has come"
        ) from error
