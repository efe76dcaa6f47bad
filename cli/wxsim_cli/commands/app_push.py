"""``wxsim app push``."""

from __future__ import annotations

from typing import Any

import click

from wxsim_cli.client import Simulator, app_path
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import masked
from wxsim_cli.options import format_option, show_secrets_option, url_option
from wxsim_cli.table import fields


@click.command()
@click.argument("appid")
@click.option("--push-url", metavar="URL", help="Where to; '' turns push off.")
@click.option("--token", help="3 to 32 letters and digits.")
@click.option("--aes-key", metavar="KEY", help="The EncodingAESKey: 43 letters and digits.")
@click.option(
    "--mode",
    type=click.Choice(["plain", "compatible", "safe"]),
    help="Plain text, cipher text, or both in one body.",
)
@click.option("--body", type=click.Choice(["json", "xml"]), help="The format of the bodies.")
@format_option
@show_secrets_option
@url_option
def command(
    *,
    appid: str,
    push_url: str | None,
    token: str | None,
    aes_key: str | None,
    mode: str | None,
    body: str | None,
    output_format: str,
    show_secrets: bool,
    url: str,
) -> None:
    r"""Show or set where an app's messages and events are pushed to.

    What is not named stays as it is. Token and EncodingAESKey are made up until
    you set them; --show-secrets prints them.

    \b
    Examples:
      wxsim app push wx0123456789abcdef --show-secrets
      wxsim app push wx0123456789abcdef --push-url http://127.0.0.1:3000/wechat
      wxsim app push wx0123456789abcdef --mode safe --body xml
    """
    changes = {
        "url": push_url,
        "token": token,
        "encoding_aes_key": aes_key,
        "mode": mode,
        "format": body,
    }
    method = "GET" if all(value is None for value in changes.values()) else "PATCH"
    with Simulator(url) as simulator:
        settings = simulator.ask(
            method, f"{app_path(appid)}/push", having="encoding_aes_key", **changes
        )
    if not show_secrets:
        settings = _masked(settings)
    if output_format == "json":
        print_json(settings)
    else:
        click.echo(fields((name, str(value)) for name, value in settings.items()))


def _masked(settings: dict[str, Any]) -> dict[str, Any]:
    hidden = {name: masked(settings[name]) for name in ("token", "encoding_aes_key")}
    return {**settings, **hidden}
