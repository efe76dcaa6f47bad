"""Pushes as text."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from wxsim.times import iso
from wxsim_cli.exits import FAILED
from wxsim_cli.jsontext import print_json
from wxsim_cli.table import plain


def show_sent(push: dict[str, Any], output_format: str) -> None:
    """Print a push that was just sent; end with 1 where it was not taken."""
    if output_format == "json":
        print_json(push)
    else:
        click.echo(push_text(push))
    if push["state"] != "delivered":
        sys.exit(FAILED)


def push_text(push: dict[str, Any]) -> str:
    """Return all tries of a push, and what is to come."""
    lines = [attempt_text(push, number) for number in range(len(push["attempts"]))]
    if push["state"] == "nowhere to send":
        hint = f"set one with `wxsim app push {push['appid']} --push-url URL`"
        lines.append(f"{_head(push)}\n      the app has no push address; {hint}")
    elif push["state"] == "waiting":
        lines.append(f"{_head(push)}  the next try waits for the clock")
    return "\n".join(lines)


def attempt_text(push: dict[str, Any], number: int) -> str:
    """Return what was sent after ``-->`` and what came back after ``<--``."""
    attempt = push["attempts"][number]
    event = json.dumps(push["event"], ensure_ascii=False, separators=(",", ":"))
    good = attempt["outcome"] in ("accepted", "answered")
    answer = str(attempt["status"] or attempt["outcome"])
    lines = [
        f"{_head(push)}  {iso(attempt['at'])}  try {number + 1}",
        f"  --> POST {attempt['url']}  {plain(event)}",
        f"  <-- {click.style(answer, fg='green' if good else 'red')}  {attempt['ms']} ms  "
        + plain(attempt["reply"]),
    ]
    if attempt["problem"]:
        lines.append(f"      {plain(attempt['problem'])}")
    return "\n".join(lines)


def _head(push: dict[str, Any]) -> str:
    again = f" (again {push['resend_of']})" if push["resend_of"] else ""
    return f"{push['number']}  {push['name']}{again}"
