"""An exchange as two lines of text, or three."""

from __future__ import annotations

from typing import Any

import click

from wxsim.times import iso
from wxsim_cli.table import plain

# Faults after which the caller got no answer, whatever WeChat had to say.
_NOT_SENT = (": hang", ": drop", ": lost-answer")


def exchange_text(exchange: dict[str, Any]) -> str:
    """Return what was asked after ``-->`` and what was answered after ``<--``."""
    good = exchange["errcode"] == 0 and not exchange["fault"]
    target = exchange["path"] + (f"?{exchange['query']}" if exchange["query"] else "")
    body = f"  {plain(exchange['body'])}" if exchange["body"] else ""
    sent = exchange["status"]
    if exchange["fault"].endswith(_NOT_SENT):
        sent = f"(not sent) {sent}" if exchange["answer"] else "(nothing)"
    lines = [
        f"{exchange['number']}  {iso(exchange['at'])}  {exchange['rid']}",
        f"  --> {exchange['method']} {plain(target)}{body}",
        f"  <-- {sent} " + click.style(plain(exchange["answer"]), fg="green" if good else "red"),
    ]
    notes = [plain(note) for note in (exchange["why"], exchange["fault"]) if note]
    return "\n".join([*lines, *(f"      {note}" for note in notes)])
