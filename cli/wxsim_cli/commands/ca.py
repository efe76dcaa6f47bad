"""``wxsim ca``."""

from __future__ import annotations

import click

from wxsim_cli.lazy import LazyGroup, Row

COMMANDS = {
    "show": Row("wxsim_cli.commands.ca_show", "Show the certificate authority."),
    "path": Row("wxsim_cli.commands.ca_path", "Print the file that programs are to trust."),
    "renew": Row("wxsim_cli.commands.ca_renew", "Make a new one."),
    "remove": Row("wxsim_cli.commands.ca_remove", "Remove it."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    r"""Show and renew the certificate authority of this machine.

    It signs what `wxsim exec` and `wxsim serve --tls` show in place of WeChat's
    certificate. It is made on this machine when it is first needed, can speak
    for weixin.qq.com and localhost alone, and lasts 90 days. Nothing trusts it
    but the programs that you run with `wxsim exec` or give its file to.
    WXSIM_CA_DIR says where it is kept.

    \b
    Examples:
      wxsim ca show
      curl --cacert "$(wxsim ca path)" https://api.weixin.qq.com/sns/jscode2session
      wxsim ca renew
    """
