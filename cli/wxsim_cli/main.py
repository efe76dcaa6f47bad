"""``wxsim``, from the shell."""

from __future__ import annotations

import gc
import io
import sys


def main() -> None:
    """Run ``wxsim`` with the arguments of this process."""
    # Looking for garbage while everything is being made takes a twelfth of the
    # time of --help. The group turns it on again before any command runs.
    gc.disable()
    from wxsim_cli.group import cli  # noqa: PLC0415  # see above

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console that cannot show Chinese gets escapes instead of a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    cli.main(prog_name="wxsim")
