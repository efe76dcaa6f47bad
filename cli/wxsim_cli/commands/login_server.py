"""``wxsim login-server``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.registration import read_registrations
from wxsim_cli.exits import BadInput
from wxsim_cli.options import DEFAULT_URL
from wxsim_cli.serving import Listen, listen_options, serve_until_stopped
from wxsim_fixtures import DEMO_FILE


@click.command()
@listen_options(8701)
@click.option(
    "--appid",
    envvar="WECHAT_APPID",
    show_envvar=True,
    help="Of the Mini Program whose people log in; the demo's when left out.",
)
@click.option(
    "--secret",
    envvar="WECHAT_SECRET",
    show_envvar=True,
    help="The AppSecret that goes with it. Other users of this machine can read a command "
    "line: prefer the variable for a real one.",
)
@click.option(
    "--wechat-url",
    envvar="WECHAT_BASE_URL",
    show_envvar=True,
    help=f"Where WeChat is; the simulator at WXSIM_URL, or {DEFAULT_URL}, when left out.",
)
@click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="LOGIN_DATABASE",
    show_envvar=True,
    help="An SQLite file, made when missing; in memory when left out.",
)
def command(
    listen: Listen,
    appid: str | None,
    secret: str | None,
    wechat_url: str | None,
    database: Path | None,
) -> None:
    r"""Start the reference login server.

    It is what "our own server" looks like when done right: /Login exchanges
    a js_code, /UserInfoUpdate verifies and saves a profile, /PhoneUpdate a
    phone number, /Me tells what is saved. It meets WeChat only over HTTP.

    \b
    Examples:
      wxsim serve                              in one terminal
      wxsim login-server                       in another
      curl "http://127.0.0.1:8701/Login?code=$(wxsim code)"
      wxsim login-server --database users.db   keep the accounts
    """
    given = {
        "WECHAT_APPID": appid,
        "WECHAT_SECRET": secret,
        "WECHAT_BASE_URL": wechat_url,
        "LOGIN_DATABASE": str(database) if database else None,
    }
    config = _config({name: value for name, value in given.items() if value})
    try:
        app = create_login_server(config)
    except ValueError as error:
        raise BadInput(str(error)) from error

    def announce(url: str) -> tuple[dict[str, object], str]:
        return (
            {"url": url, "appid": config.appid, "wechat_url": config.wechat_base_url},
            _text(url, config),
        )

    serve_until_stopped(app, listen, announce)


def _config(given: dict[str, str]) -> LoginServerConfig:
    """Let options go over the environment, and the environment over the demo."""
    (demo, *_) = read_registrations(DEMO_FILE).apps
    settings = {
        "WECHAT_APPID": demo.appid or "",
        "WECHAT_BASE_URL": os.environ.get("WXSIM_URL") or DEFAULT_URL,
        **{name: value for name, value in os.environ.items() if value},
        **given,
    }
    if settings["WECHAT_APPID"] == demo.appid:
        # Nobody else's secret can be guessed.
        settings.setdefault("WECHAT_SECRET", demo.secret or "")
    try:
        return LoginServerConfig.from_environment(settings)
    except ValueError as error:
        raise BadInput(
            f"{error}; see `wxsim login-server --help` for the options and the variables"
        ) from error


def _text(url: str, config: LoginServerConfig) -> str:
    in_memory = config.database == LoginServerConfig.database
    wechat = config.wechat_base_url
    simulator = "" if wechat == DEFAULT_URL else f" --url {wechat}"
    return (
        f"The login server listens on {click.style(url, bold=True)} until you press Ctrl-C.\n"
        "\n"
        f"  WeChat    {wechat}\n"
        f"  appid     {config.appid}\n"
        f"  accounts  {'in memory, gone when it stops' if in_memory else config.database}\n"
        "\n"
        "Next, in another terminal (a simulator must be running, see `wxsim serve`):\n"
        "\n"
        f'  curl "{url}/Login?code=$(wxsim code --app {config.appid}{simulator})"'
    )
