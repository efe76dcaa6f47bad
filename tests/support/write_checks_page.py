"""Writes docs/checks.md anew, to standard output."""

from __future__ import annotations

from broken_servers.table import TOLD
from wxsim.check.page import write_page

if __name__ == "__main__":
    write_page(TOLD)
