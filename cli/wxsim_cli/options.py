"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT_PORT = 8700
DEFAULT_URL = f"http://127.0.0.1:{DEFAULT_PORT}"

url_option = click.option(
    "--url",
    envvar="WXSIM_URL",
    default=DEFAULT_URL,
    show_default=True,
    show_envvar=True,
    help="The simulator to talk to.",
)
person_option = click.option(
    "--person", metavar="NAME", help="Whose phone; the simulator's first person when left out."
)
app_option = click.option(
    "--app", metavar="APPID", help="Which Mini Program; the simulator's first app when left out."
)
kind_option = click.option(
    "--kind",
    type=click.Choice(["mini_program", "official_account", "website", "mobile_app", "component"]),
    help="What it is; component is a third-party platform.",
)
redirect_domains_option = click.option(
    "--redirect-domain",
    "redirect_domains",
    multiple=True,
    metavar="HOST",
    help="A host its web pages may send people back to; may be given again.",
)
seed_option = click.option(
    "--seed",
    metavar="TEXT",
    help="The same seed gives the same openids and the same keys, run after run.  "
    "[default: 1, or the seed of the world that is kept]",
)
apps_option = click.option(
    "--apps",
    "apps_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML or JSON file with apps: and people: of your own, in place of the demo's.",
)
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep everything in this directory, so that it survives a restart or a crash.",
)
format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text to read, json for scripts.",
)
show_secrets_option = click.option(
    "--show-secrets", is_flag=True, help="Print secrets in full instead of masked."
)
