"""A session as text."""

from __future__ import annotations

from typing import Any

import click

from wxsim.times import iso
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import masked
from wxsim_cli.table import fields, table

_HEADINGS = ("GENERATION", "SESSION_KEY", "MADE", "EXPIRES", "MADE BY", "REASON")


def show_session(session: dict[str, Any], output_format: str, *, show_secrets: bool) -> None:
    """Print a person's session in an app, its session_keys masked unless they are wanted."""
    if not show_secrets:
        session = {**session, "history": [_masked(key) for key in session["history"]]}
    if output_format == "json":
        print_json(session)
        return
    named = [(name, session[name]) for name in ("person", "appid", "openid")]
    click.echo(fields([*named, ("alive", "yes" if session["alive"] else "no")]))
    if session["history"]:
        click.echo("\n" + table(_HEADINGS, map(_row, session["history"])))


def _masked(key: dict[str, Any]) -> dict[str, Any]:
    return {**key, "value": masked(key["value"])}


def _row(key: dict[str, Any]) -> tuple[str, ...]:
    made, expires = iso(key["made_at"]), iso(key["expires_at"])
    return (str(key["generation"]), key["value"], made, expires, key["made_by"], key["reason"])
