"""The table of commands, and what holds for all of them."""

from __future__ import annotations

import gc
import os
from typing import Any

import click

from wxsim_cli.exits import EXIT_CODES, ends_as_shells_expect
from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "replay": Row(
        "wxsim_cli.commands.replay",
        "Replay the login flow and show every step.",
        "Run",
    ),
    "run": Row(
        "wxsim_cli.commands.run",
        "Run a Mini Program's own JavaScript.",
        "Run",
    ),
    "serve": Row(
        "wxsim_cli.commands.serve",
        "Start the simulator.",
        "Run",
    ),
    "exec": Row(
        "wxsim_cli.commands.exec",
        "Run a program whose calls to WeChat come here.",
        "Run",
    ),
    "login-server": Row(
        "wxsim_cli.commands.login_server",
        "Start the reference login server.",
        "Run",
    ),
    "code": Row(
        "wxsim_cli.commands.code",
        "Print a fresh js_code.",
        "The phone",
    ),
    "wx": Row(
        "wxsim_cli.commands.wx",
        "Make any wx call and print its result.",
        "The phone",
    ),
    "person": Row(
        "wxsim_cli.commands.person",
        "List, show and add people: WeChat users.",
        "People and apps",
    ),
    "app": Row(
        "wxsim_cli.commands.app",
        "List, show, change and add apps: Mini Program registrations.",
        "People and apps",
    ),
    "oauth": Row(
        "wxsim_cli.commands.oauth",
        "Authorise web pages and apps without a browser.",
        "The phone",
    ),
    "component": Row(
        "wxsim_cli.commands.component",
        "Third-party platforms: tickets, and whom they act for.",
        "People and apps",
    ),
    "policy": Row(
        "wxsim_cli.commands.policy",
        "Set what an app's WeChat does differently.",
        "People and apps",
    ),
    "clock": Row(
        "wxsim_cli.commands.clock",
        "Show, stop and move the time.",
        "Make it happen",
    ),
    "fault": Row(
        "wxsim_cli.commands.fault",
        "Let WeChat fail on purpose.",
        "Make it happen",
    ),
    "push": Row(
        "wxsim_cli.commands.push",
        "Push messages and events to your server.",
        "Make it happen",
    ),
    "session": Row(
        "wxsim_cli.commands.session",
        "Show, end and renew a person's session_key.",
        "Make it happen",
    ),
    "token": Row(
        "wxsim_cli.commands.token",
        "End access_tokens before their time.",
        "Make it happen",
    ),
    "why": Row(
        "wxsim_cli.commands.why",
        "Tell the story behind a refusal.",
        "See what happened",
    ),
    "explain": Row(
        "wxsim_cli.commands.explain",
        "Explain an errcode: its cause and what to do.",
        "See what happened",
    ),
    "journal": Row(
        "wxsim_cli.commands.journal",
        "Show what WeChat was asked and answered.",
        "See what happened",
    ),
    "called": Row(
        "wxsim_cli.commands.called",
        "Check which calls have reached WeChat.",
        "See what happened",
    ),
    "mark": Row(
        "wxsim_cli.commands.mark",
        "Print a mark, from which `wxsim called` counts.",
        "See what happened",
    ),
    "reset": Row(
        "wxsim_cli.commands.reset",
        "Go back to how the world began.",
        "Worlds",
    ),
    "snapshot": Row(
        "wxsim_cli.commands.snapshot",
        "Keep the world as it is, and go back to it.",
        "Worlds",
    ),
    "ca": Row(
        "wxsim_cli.commands.ca",
        "Show and renew the certificate authority of this machine.",
        "Worlds",
    ),
    "data": Row(
        "wxsim_cli.commands.data",
        "Look into, copy and tidy up what `wxsim serve --data DIR` keeps.",
        "Worlds",
    ),
    "check": Row(
        "wxsim_cli.commands.check",
        "Check that a login server does it right.",
        "Run",
    ),
}

_EXIT_CODE_LINES = "\n".join(f"  {code:<5}{meaning}" for code, meaning in EXIT_CODES.items())

_EPILOG = f"""\
\b
WXSIM_URL names the running simulator that commands talk to; without it they
talk to http://127.0.0.1:8700, where `wxsim serve` listens. WXSIM_CONTROL_TOKEN
is its control token, where it asks for one.
NO_COLOR, set to anything, takes the colours away.

\b
Exit codes:
{_EXIT_CODE_LINES}

\b
Completion with <Tab>, in your shell's start-up file:
  bash  eval "$(_WXSIM_COMPLETE=bash_source wxsim)"
  zsh   eval "$(_WXSIM_COMPLETE=zsh_source wxsim)"
  fish  _WXSIM_COMPLETE=fish_source wxsim | source
"""


class _Wxsim(LazyGroup):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with ends_as_shells_expect():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with ends_as_shells_expect():
            return super().invoke(ctx)


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's signature
    if wanted and not ctx.resilient_parsing:
        from wxsim.version import __version__  # noqa: PLC0415  # --help imports nothing of wxsim

        click.echo(f"wxsim {__version__}")
        ctx.exit()


@click.group(
    cls=_Wxsim,
    table=COMMANDS,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    r"""A local WeChat for people who build Mini Program back ends.

    It stands in for api.weixin.qq.com, refuses as WeChat refuses, and plays
    the phone, all on this machine.

    \b
    First steps:
      wxsim replay                  watch a whole login, step by step
      wxsim serve                   start a WeChat of your own
    and then, in another terminal:
      wxsim code                    a js_code for your server to exchange
      wxsim wx getUserInfo          what wx.getUserInfo gives a Mini Program
      wxsim COMMAND --help          every command explains itself
    """
    # main() turned it off for the start-up.
    gc.enable()
    ctx.color = False if os.environ.get("NO_COLOR") else None
