"""Adding many made-up people."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Event

import click

from wxsim_cli.client import Json, Simulator
from wxsim_fixtures import random_persons

_NUMBERED = re.compile(r"p([1-9][0-9]*)")


def add_random(simulator: Simulator, count: int, seed: str | None, also: Json) -> bool:
    """Add people called ``p1``, ``p2``… after those that are there, and say how many.

    Ctrl-C ends it after the person who is being added; whoever was added stays.

    Args:
        simulator: where.
        count: how many.
        seed: the same seed gives the same people; the simulator's own when None.
        also: fields that hold for every one of them.

    Returns:
        Whether all of them were added.
    """
    if seed is None:
        seed = str(simulator.about()["seed"])
    start = _highest_number(simulator.people())
    added = 0
    with _ctrl_c() as pressed, _progress(range(start, start + count)) as places:
        for place in places:
            (person,) = random_persons(1, seed, place)
            try:
                simulator.add_person({**person, **also})
            except click.ClickException:
                _report(start, added, count)
                raise
            added += 1
            if pressed.is_set():
                break
    _report(start, added, count)
    return added == count


def _highest_number(people: list[Json]) -> int:
    names = (_NUMBERED.fullmatch(person["name"]) for person in people)
    return max((int(name[1]) for name in names if name), default=0)


def _report(start: int, added: int, wanted: int) -> None:
    names = f": p{start + 1} to p{start + added}" if added else ""
    if added == wanted:
        click.echo(f"added {added} people{names}")
    else:
        click.echo(f"added {added} of {wanted} people{names}; they stay", err=True)


def _progress(places: range) -> AbstractContextManager[Iterable[int]]:
    """Return the places, with a bar on stderr where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return nullcontext(places)
    return click.progressbar(places, label="Adding people", file=sys.stderr)


@contextmanager
def _ctrl_c() -> Iterator[Event]:
    """Turn the first Ctrl-C into an event; a second one interrupts as ever."""
    pressed = Event()

    def press(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        pressed.set()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
