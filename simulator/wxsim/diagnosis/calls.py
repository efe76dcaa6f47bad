"""Holding what was called against what was expected."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from wxsim.diagnosis.sent import body_sent, query_sent
from wxsim.diagnosis.story import sender_in_words, sender_of, tail
from wxsim.server_api.call import text_of
from wxsim.server_api.exchange import Exchange
from wxsim.server_api.journal import Journal
from wxsim.world import InvalidValue

_NEAR_MISSES = 5
# A path that is less like the expected one is no misspelling of it, but another call.
_ALIKE = 0.75
# Of many calls the latest are listed.
_CALLED = 20


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls are expected, and how many.

    Attributes:
        path: a glob; ``*`` stands for slashes too.
        times: exactly so many.
        at_least: so many or more. What counts where none of the three is given
            is ``at_least=1``, or the ``order`` alone where there is one.
        at_most: so many or fewer.
        app: of this appid.
        errcode: answered so; 0 is a good answer.
        query: parameters that the query must have, with these values.
        body: fields that the body, a JSON object, must have, with these values.
        since: a mark: the number of the last exchange that does not count.
        order: globs of paths that must have been called one after the other,
            whatever was called in between.
    """

    path: str = "*"
    times: int | None = None
    at_least: int | None = None
    at_most: int | None = None
    app: str | None = None
    errcode: int | None = None
    query: dict[str, str] = {}
    body: dict[str, Any] = {}
    since: int = 0
    order: list[str] = []


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange that almost was what was expected.

    Attributes:
        number: of the exchange.
        differs: in what, as ``errcode 40163 instead of 0``.
    """

    number: int
    differs: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it was as expected.

    Attributes:
        message: a sentence for people.
        count: how many calls matched.
        calls: their numbers.
        near_misses: the likeliest mistakes, where calls are missing.
    """

    ok: bool
    message: str
    count: int
    calls: list[int]
    near_misses: list[NearMiss]


def check(journal: Journal, expectation: Expectation) -> Verdict:
    """Hold the journal against an expectation.

    Where the journal has let go of exchanges since the mark, what those kept
    cannot prove fails.

    Raises:
        InvalidValue: the expectation makes no sense.
    """
    _require_paths(expectation)
    least, most = _bounds(expectation)
    last = journal.last
    exchanges = journal.exchanges(expectation.since)
    missed = [(exchange, list(_differences(exchange, expectation))) for exchange in exchanges]
    matching = [exchange for exchange, differs in missed if not differs]
    count = len(matching)
    matches, wanted = _in_words(expectation), _wanted(least, most)
    disorder = _disorder(exchanges, expectation)
    first = exchanges[0].number if exchanges else max(last, expectation.since) + 1
    lost = first - 1 - expectation.since
    problem = ""
    if last < expectation.since:
        problem = (
            f"the mark {expectation.since} is later than the newest exchange, {last}: the journal "
            "was cleared since; take a new mark"
        )
    elif most is not None and count > most:
        problem = f"{matches} was expected {wanted}, but called {_times(count)}: " + ", ".join(
            f"number {call.number} (request {call.rid} from {sender_in_words(sender_of(call))})"
            for call in matching
        )
    elif lost and (count < least or most is not None or disorder):
        problem = (
            f"cannot tell whether {matches} was called {wanted}: the journal keeps the latest "
            f"exchanges only and has let go of {lost} since the mark; take a mark shortly before "
            "what is to be checked"
        )
    elif count < least:
        problem = f"{matches} was expected {wanted}, but called {_times(count)}"
    elif disorder:
        problem = disorder
    near = _near_misses(missed, expectation.path) if count < least else []
    if near:
        problem += "; near misses: " + "; ".join(f"{one.number}: {one.differs}" for one in near)
    elif count < least and exchanges:
        problem += f"; {_called_in_order(exchange.path for exchange in exchanges)}"
    return Verdict(
        ok=not problem,
        message=problem or _as_expected(expectation, matches, count),
        count=count,
        calls=[exchange.number for exchange in matching],
        near_misses=near,
    )


def _require_paths(expectation: Expectation) -> None:
    for path in (expectation.path, *expectation.order):
        if not path.startswith(("/", "*")):
            raise InvalidValue(f"{path!r} is no path", "begin it with a slash, or with *")


def _bounds(expectation: Expectation) -> tuple[int, int | None]:
    """Return the smallest and the largest count that is right."""
    given = {
        name: value
        for name in ("times", "at_least", "at_most")
        if (value := getattr(expectation, name)) is not None
    }
    if len(given) > 1:
        raise InvalidValue(
            f"{' and '.join(given)} are given together", "give one of times, at_least, at_most"
        )
    for name, value in {**given, "since": expectation.since}.items():
        if value < 0:
            raise InvalidValue(f"{name} is {value}", "give 0 or more")
    if expectation.times is not None:
        return expectation.times, expectation.times
    if expectation.at_most is not None:
        return 0, expectation.at_most
    if expectation.at_least is not None:
        return expectation.at_least, None
    return (0 if expectation.order else 1), None


def _differences(exchange: Exchange, expectation: Expectation) -> Iterator[str]:
    if not fnmatchcase(exchange.path, expectation.path):
        yield f"path {exchange.path} instead of {expectation.path}"
    if expectation.app not in (None, exchange.appid):
        yield f"app {exchange.appid or 'unknown'} instead of {expectation.app}"
    if expectation.errcode not in (None, exchange.errcode):
        yield f"errcode {exchange.errcode} instead of {expectation.errcode}"
    if expectation.query:
        sent = query_sent(exchange)
        for name, value in expectation.query.items():
            if sent.get(name) != value:
                yield f"{name} {_shown(name, sent)} instead of {tail(value)}"
    if expectation.body:
        fields = body_sent(exchange)
        for name, value in expectation.body.items():
            if name not in fields or _canonical(fields[name]) != _canonical(value):
                yield f"{name} {_shown(name, fields)} instead of {tail(text_of(value))}"


def _disorder(exchanges: list[Exchange], expectation: Expectation) -> str:
    """Return what is wrong with the order of calls, or nothing."""
    # The path is for counting; the order has paths of its own.
    wanted = msgspec.structs.replace(expectation, path="*")
    paths = [one.path for one in exchanges if not any(_differences(one, wanted))]
    called = iter(paths)
    for place, glob in enumerate(expectation.order):
        if not any(fnmatchcase(path, glob) for path in called):
            before = f" after {expectation.order[place - 1]}" if place else ""
            return (
                f"{glob} was expected{before}, but was not called"
                + (" then" if any(fnmatchcase(path, glob) for path in paths) else " at all")
                + f"; {_called_in_order(paths)}"
            )
    return ""


def _called_in_order(paths: Iterable[str]) -> str:
    """Say what was called, telling calls of one path that follow each other as one."""
    told = [
        path if (count := len(list(same))) == 1 else f"{path} ({count} times)"
        for path, same in itertools.groupby(paths)
    ]
    return f"called were, in order: {', '.join(told[-_CALLED:]) or 'none'}"


def _as_expected(expectation: Expectation, matches: str, count: int) -> str:
    counted = f"{matches} was called {_times(count)}, as expected"
    if not expectation.order:
        return counted
    ordered = f"{', then '.join(expectation.order)} were called in that order, as expected"
    return ordered if _bounds(expectation) == (0, None) else f"{counted}; {ordered}"


def _near_misses(missed: list[tuple[Exchange, list[str]]], path: str) -> list[NearMiss]:
    resembling = [
        pair
        for pair in missed
        if pair[1]
        and (
            fnmatchcase(pair[0].path, path)
            or SequenceMatcher(None, pair[0].path.lower(), path.lower()).ratio() >= _ALIKE
        )
    ]
    almost = sorted(resembling, key=lambda pair: len(pair[1]))
    fewest = [pair for pair in almost if len(pair[1]) == len(almost[0][1])][-_NEAR_MISSES:]
    return [
        NearMiss(number=exchange.number, differs=", ".join(differs)) for exchange, differs in fewest
    ]


def _in_words(expectation: Expectation) -> str:
    conditions = [
        *([] if expectation.app is None else [f"app {expectation.app}"]),
        *([] if expectation.errcode is None else [f"errcode {expectation.errcode}"]),
        *(f"{name} {tail(value)}" for name, value in expectation.query.items()),
        *(f"{name} {tail(text_of(value))}" for name, value in expectation.body.items()),
    ]
    path = "any path" if expectation.path == "*" else expectation.path
    return path + (f" with {', '.join(conditions)}" if conditions else "")


def _wanted(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {_times(least)}"
    return _times(least) if most == least else f"at most {_times(most)}"


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _shown(name: str, sent: dict[str, Any]) -> str:
    return tail(text_of(sent[name])) if name in sent else "missing"


def _canonical(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
