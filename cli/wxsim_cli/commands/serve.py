"""``wxsim serve``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from wxsim.settings import Durability, Settings
from wxsim_cli.control_token import require_sendable
from wxsim_cli.exits import BadInput
from wxsim_cli.options import DEFAULT_PORT, DEFAULT_URL, apps_option, data_option, seed_option
from wxsim_cli.serving import Listen, listen_options, serve_in_workers

if TYPE_CHECKING:
    from wxsim.serving.asgi import Application
    from wxsim.serving.uvicorn_server import Tls

_HTTPS_PORT = 443


@click.command()
@listen_options(DEFAULT_PORT)
@seed_option
@apps_option
@data_option
@click.option(
    "--durability",
    type=click.Choice(["process", "disk"]),
    default="process",
    show_default=True,
    help="What --data survives: the end of this process, however sudden, or of the power too.",
)
@click.option(
    "--store",
    "store_url",
    metavar="URL",
    help="Share everything with other simulators through a Redis: redis://HOST:6379/0.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes answer; more than one needs --store.",
)
@click.option(
    "--control-token",
    envvar="WXSIM_CONTROL_TOKEN",
    show_envvar=True,
    metavar="TEXT",
    help="What everybody must bear who uses the simulator's own doors (/_wxsim). Without it they "
    "are for this machine alone, with --allow-remote too.",
)
@click.option(
    "--tls",
    is_flag=True,
    help="Answer HTTPS as api.weixin.qq.com at --port (443 if it is not given), for programs that "
    "find their way here by name; see docs/redirect.md.",
)
@click.option(
    "--http-port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="With --tls, the port that speaks plain HTTP, to the other wxsim commands too.",
)
@click.option(
    "--no-fast-lane",
    is_flag=True,
    help="Let Flask answer the Server API too, byte for byte alike and several times slower.",
)
def command(
    *,
    listen: Listen,
    seed: str | None,
    apps_file: Path | None,
    data: Path | None,
    durability: Durability,
    store_url: str | None,
    workers: int,
    control_token: str | None,
    tls: bool,
    http_port: int,
    no_fast_lane: bool,
) -> None:
    r"""Start the simulator.

    It listens until Ctrl-C (or SIGTERM) and prints an appid, its secret, and
    what to try next. Without --data or --store it keeps everything in memory.

    \b
    Examples:
      wxsim serve
      wxsim serve --port 0 --json        any free port, told in JSON
      wxsim serve --apps my-apps.yaml    your own appid and secret
      wxsim serve --data ~/wechat        go on tomorrow where it stopped
      wxsim serve --store redis://127.0.0.1:6379/0 --workers 4
      wxsim serve --tls --port 8443      HTTPS too, with the CA of `wxsim ca`

    Point your server at the address it prints, in place of
    https://api.weixin.qq.com.
    """
    if data is not None and store_url is not None:
        raise BadInput("--data and --store both say where to keep everything; give one of them")
    if workers > 1 and store_url is None:
        raise BadInput(
            f"{workers} workers would each have a WeChat of their own; share one through "
            "--store redis://…, or leave --workers out"
        )
    if control_token:
        require_sendable(control_token, "--control-token")
    if not control_token and listen.is_out_of_reach_of_itself:
        raise BadInput(
            f"at {listen.host} nobody could use the simulator's own doors (/_wxsim), which are for "
            "127.0.0.1 alone; listen on 0.0.0.0, which is both, or set --control-token"
        )
    settings = Settings(
        seed=seed, apps_file=apps_file, data=data, durability=durability, store_url=store_url
    )
    build = partial(
        _build,
        settings,
        fast_lane=not no_fast_lane,
        control_token=control_token or None,
        workers=workers,
    )
    announce = partial(_announce, control_token=control_token)
    https = None
    if tls:
        https = _https(listen.port)
        listen = replace(listen, port=http_port)
    elif _is_given("http_port"):
        raise BadInput("--http-port goes with --tls; without it, --port is the one for plain HTTP")
    serve_in_workers(build, listen, announce, workers=workers, tls=https)


def _https(port: int) -> Tls:
    # trustme is for this alone, and nobody else waits for its import.
    from wxsim.redirect.authority import (  # noqa: PLC0415  # see above
        WARN_DAYS,
        AuthorityError,
        default_folder,
        find_authority,
        open_authority,
    )
    from wxsim.redirect.leaves import kept_context  # noqa: PLC0415  # see above
    from wxsim.serving.uvicorn_server import Tls  # noqa: PLC0415  # see above

    folder = default_folder()
    try:
        kept = find_authority(folder)
        if kept is not None and kept.days_left() <= 0:
            raise BadInput(
                f"the certificate authority {kept.path} ended on {kept.expires:%Y-%m-%d}; make a "
                "new one with `wxsim ca renew`, and give the file to whatever trusted the old one"
            )
        authority, _ = open_authority(folder)
    except AuthorityError as error:
        raise BadInput(str(error)) from error
    if authority.days_left() < WARN_DAYS:
        click.echo(
            f"The certificate authority ends on {authority.expires:%Y-%m-%d}: `wxsim ca renew`",
            err=True,
        )
    return Tls(port if _is_given("port") else _HTTPS_PORT, partial(kept_context, folder))


def _is_given(option: str) -> bool:
    source = click.get_current_context().get_parameter_source(option)
    return source is not ParameterSource.DEFAULT


def _build(
    settings: Settings, *, fast_lane: bool, control_token: str | None, workers: int
) -> Application:
    # The worker imports this, while the main process is still busy starting it.
    from wxsim.quick_start import build_app  # noqa: PLC0415  # see above

    return build_app(settings, fast_lane=fast_lane, control_token=control_token, workers=workers)


def _announce(url: str, *, control_token: str | None) -> tuple[dict[str, object], str]:
    from wxsim_cli.client import Simulator  # noqa: PLC0415  # requests would delay the start

    with Simulator(url, control_token=control_token) as simulator:
        app, seed = simulator.apps()[0], simulator.about()["seed"]
    facts = {"url": url, "appid": app["appid"], "secret": app["secret"], "seed": seed}
    return facts, _text(url, app)


def _text(url: str, app: dict[str, Any]) -> str:
    export = "" if url == DEFAULT_URL else f"  export WXSIM_URL={url}\n"
    exchange = (
        f"{url}/sns/jscode2session?appid={app['appid']}&secret={app['secret']}"
        "&grant_type=authorization_code&js_code=$(wxsim code)"
    )
    return (
        f"wxsim listens on {click.style(url, bold=True)} until you press Ctrl-C.\n"
        "Point your server at it in place of https://api.weixin.qq.com.\n"
        "\n"
        f"  app     {app['name']}\n"
        f"  appid   {app['appid']}\n"
        f"  secret  {app['secret']}\n"
        "\n"
        "Next, in another terminal:\n"
        "\n"
        f"{export}"
        "  wxsim code\n"
        f'  curl "{exchange}"'
    )
