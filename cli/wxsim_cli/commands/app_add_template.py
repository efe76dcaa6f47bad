"""``wxsim app add-template``."""

from __future__ import annotations

import click

from wxsim_cli.client import Simulator, templates_path
from wxsim_cli.options import url_option


@click.command()
@click.argument("appid")
@click.option("--title", required=True, help="What the person reads above the message.")
@click.option(
    "--keyword",
    "keywords",
    multiple=True,
    required=True,
    metavar="LABEL=KEYWORD",
    help="A line of the message, as in 商品=thing1; give it again for the next line.",
)
@click.option("--id", "template_id", help="Its id; made up when left out.")
@click.option(
    "--long-term", is_flag=True, help="One acceptance is good for any number of messages."
)
@url_option
def command(
    *,
    appid: str,
    title: str,
    keywords: tuple[str, ...],
    template_id: str | None,
    long_term: bool,
    url: str,
) -> None:
    r"""Give an app a template of subscribe messages and print its id.

    A keyword is a kind and a number; the kind says what may stand there:
    thing, number, letter, symbol, character_string, time, date, amount,
    phone_number, car_number, name, phrase or enum_string.

    \b
    Examples:
      wxsim app add-template wx0123456789abcdef --title 发货通知 --keyword 商品=thing1
      wxsim app add-template wx0123456789abcdef --title 发货通知 \
        --keyword 订单号=character_string1 --keyword 时间=time2 --id my-template
    """
    body = {
        "title": title,
        "content": "".join(map(_line, keywords)),
        "template_id": template_id,
        "long_term": long_term,
    }
    with Simulator(url) as simulator:
        template = simulator.ask("POST", templates_path(appid), having="template_id", **body)
    click.echo(template["template_id"])


def _line(keyword: str) -> str:
    label, equals, name = keyword.rpartition("=")
    if not equals:
        raise click.BadParameter(
            f"{keyword!r} has no label; write LABEL=KEYWORD, as in 商品=thing1",
            param_hint="--keyword",
        )
    return f"{label}:{{{{{name}.DATA}}}}\n"
