"""Following a simulator's journal until somebody has seen enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NoReturn

import click

from wxsim_cli.client import Simulator, query
from wxsim_cli.exits import Unreachable

# Seconds between two looks.
_PAUSE = 0.5

Exchanges = list[dict[str, Any]]


def follow_journal(
    simulator: Simulator,
    wanted: dict[str, Any],
    show: Callable[[Exchanges], None],
    *,
    after: int | None,
    limit: int | None,
) -> NoReturn:
    """Show exchanges as they happen, until Ctrl-C.

    A simulator that was answering and is gone is waited for: whoever follows
    restarts it now and then.

    Args:
        simulator: whose journal.
        wanted: the filters of the journal.
        show: shows some exchanges.
        after: only exchanges of a greater number are shown at first.
        limit: only so many of those that are there at first.

    Raises:
        Unreachable: nobody answers to begin with.
    """
    seen = _show_news(simulator, {**wanted, "limit": limit}, show, after or 0)
    while True:
        time.sleep(_PAUSE)
        try:
            seen = _show_news(simulator, wanted, show, seen)
        except Unreachable as error:
            click.echo(f"{error.message}\nwaiting for it to come back; Ctrl-C ends", err=True)
            _wait_for(simulator)
            click.echo(f"{simulator.url} answers again", err=True)
            # Whoever came back has a journal of its own, and counts anew.
            seen = 0


def _show_news(
    simulator: Simulator, wanted: dict[str, Any], show: Callable[[Exchanges], None], seen: int
) -> int:
    """Show what came after a number; return the number of the newest exchange."""
    newest = int(simulator.ask("POST", "/marks", having="mark")["mark"])
    if newest < seen:
        # The simulator was reset, and its numbers started over.
        seen = 0
    exchanges = simulator.ask_list(f"/journal{query(**{**wanted, 'after': seen})}", having="number")
    show(exchanges)
    return max([newest, *(int(exchange["number"]) for exchange in exchanges)])


def _wait_for(simulator: Simulator) -> None:
    while True:
        time.sleep(_PAUSE)
        try:
            simulator.about()
        except Unreachable:
            continue
        return
