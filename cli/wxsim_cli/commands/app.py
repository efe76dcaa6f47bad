"""``wxsim app``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "list": Row("wxsim_cli.commands.app_list", "List the apps."),
    "show": Row("wxsim_cli.commands.app_show", "Show one app and how it departs from the default."),
    "add": Row("wxsim_cli.commands.app_add", "Add an app and print its secret."),
    "keys": Row(
        "wxsim_cli.commands.app_keys",
        "Show or set the keys with which an app signs and encrypts its calls.",
    ),
    "templates": Row(
        "wxsim_cli.commands.app_templates", "List the templates of an app's subscribe messages."
    ),
    "add-template": Row(
        "wxsim_cli.commands.app_add_template",
        "Give an app a template of subscribe messages and print its id.",
    ),
    "push": Row(
        "wxsim_cli.commands.app_push",
        "Show or set where an app's messages and events are pushed to.",
    ),
    "set": Row(
        "wxsim_cli.commands.app_set", "Change what an app is, and where its pages may send people."
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""List, show, change and add apps: Mini Program registrations.

    \b
    Examples:
      wxsim app list
      wxsim app show wx0123456789abcdef --show-secrets
      wxsim app keys wx0123456789abcdef --new
      wxsim app add --name 我的商城 --switch profile_era=classic
    """
