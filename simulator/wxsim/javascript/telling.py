"""The story of a run, for people to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Literal

from wxsim.javascript.story import ApiCall, Entry, Event, Problem, Said, Story

Role = Literal["good", "bad", "dim", "title", "hint"]
Paint = Callable[[Role, str], str]

_SHOWN = 160
_TITLES = {
    "uncaught": "uncaught error",
    "rejection": "rejected promise that nobody caught",
    "pending": "promise that never settles",
    "unheard": "failure that nobody hears of",
    "swallowed": "failure that nothing is done about",
    "limit": "stopped at a limit",
    "missing": "not there",
}


def told(entry: Entry, paint: Paint) -> Iterator[str]:
    """Yield the lines of one entry."""
    if isinstance(entry, ApiCall):
        yield from _call(entry, paint)
    elif isinstance(entry, Problem):
        yield from _problem(entry, paint)
    elif isinstance(entry, Said):
        yield f"  {entry.level:>5} {_cut(entry.text)}{_at(entry.place, paint)}"
    else:
        yield _event(entry, paint)


def in_brief(problem: Problem) -> str:
    """Return a problem in one line: what it is, what it says, and where."""
    place = f" ({problem.place})" if problem.place else ""
    return f"{_TITLES[problem.kind]}: {problem.message}{place}"


def ending(story: Story, paint: Paint) -> Iterator[str]:
    """Yield the lines below the last entry."""
    for hint in story.hints:
        yield f"{paint('hint', 'hint')}  {hint.text}{_at(hint.place, paint)}"
    calls, problems = story.calls, story.problems
    failed = sum(call.failed for call in calls)
    counted = f"{_count(len(calls), 'wx call')}, {failed} failed"
    if problems:
        verdict = paint("bad", f"✗ {_count(len(problems), 'problem')}")
    else:
        verdict = paint("good", "✓ clean")
    how = f"  {story.engine}, {story.milliseconds:.0f} ms"
    yield f"{verdict}: {counted}{paint('dim', how)}"


def _call(call: ApiCall, paint: Paint) -> Iterator[str]:
    mark = paint("bad", "✗") if call.failed else paint("good", "✓")
    rest = {name: value for name, value in call.result.items() if name != "errMsg"}
    options = _json(call.options) if call.options not in (None, {}, []) else ""
    yield f"{mark} wx.{call.api}({_cut(options)}){_at(call.place, paint)}"
    for sent in call.sent:
        yield paint("dim", f"        {sent}")
    yield f"      {call.outcome} {_cut(_json(rest)) if rest else ''}".rstrip()
    if call.hint:
        yield f"      {paint('hint', 'hint')} {call.hint}"


def _problem(problem: Problem, paint: Paint) -> Iterator[str]:
    title = paint("bad", f"✗ {_TITLES[problem.kind]}")
    where = f", in {problem.where}" if problem.where else ""
    yield f"{title}: {problem.message}{_at(problem.place, paint)}{paint('dim', where)}"
    for frame in problem.stack[1:6]:
        yield paint("dim", f"        from {frame}")
    if problem.hint:
        yield f"      {paint('hint', 'hint')} {problem.hint}"


def _event(event: Event, paint: Paint) -> str:
    return f"{paint('title', '›')} {event.text}{_at(event.place, paint)}"


def _at(place: str, paint: Paint) -> str:
    return paint("dim", f"  {place}") if place else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
