"""An exchange as two lines of text, or three."""

from __future__ import annotations

from typing import Any

import click

from wxsim.diagnosis.har import UNANSWERED
from wxsim.times import iso
from wxsim_cli.table import plain


def exchange_text(exchange: dict[str, Any]) -> str:
    """Return what was asked after ``-->`` and what was answered after ``<--``."""
    good = exchange["errcode"] == 0 and not exchange["fault"]
    target = exchange["path"] + (f"?{exchange['query']}" if exchange["query"] else "")
    body = f"  {plain(exchange['body'])}" if exchange["body"] else ""
    answer = click.style(plain(exchange["answer"]), fg="green" if good else "red")
    if exchange["fault"].endswith(UNANSWERED):
        kept = f"; kept back: {exchange['status']} {answer}" if exchange["answer"] else ""
        answered = click.style("nothing arrived", fg="red") + kept
    else:
        answered = f"{exchange['status']} {answer}"
    lines = [
        f"{exchange['number']}  {iso(exchange['at'])}  {exchange['rid']}",
        f"  --> {exchange['method']} {plain(target)}{body}",
        f"  <-- {answered}",
    ]
    notes = [plain(note) for note in (exchange["why"], exchange["fault"]) if note]
    return "\n".join([*lines, *(f"      {note}" for note in notes)])
