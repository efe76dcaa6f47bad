"""What happened, and why."""

from __future__ import annotations

from typing import Any

import msgspec

from wxsim.control.parameters import ABOUT, AFTER, SINCE
from wxsim.control.route import Asked, Parameter, Route, does, get, whole_number
from wxsim.diagnosis import (
    Expectation,
    Explanation,
    Filter,
    Story,
    Verdict,
    check,
    explain,
    explanations,
    har,
    select,
    why,
)
from wxsim.server_api.exchange import Exchange
from wxsim.world import InvalidValue
from wxsim.world.entry import Entry

JOURNAL_FILTER = (
    Parameter(name="after", about="only exchanges of a greater number", kind="integer"),
    Parameter(name="app", about="only those about this appid"),
    Parameter(name="path", about="only those of paths like this; * stands for anything"),
    Parameter(name="errcode", about="only those answered so; 0 is good", kind="integer"),
    Parameter(name="rid", about="only the one with this rid"),
    Parameter(name="limit", about="only so many of the newest", kind="integer"),
)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A moment in the journal: the number of its newest exchange."""

    mark: int


class Calls(msgspec.Struct, frozen=True, kw_only=True):
    """Exchanges and their number."""

    count: int
    calls: list[Exchange]


def read_journal(asked: Asked) -> list[Exchange]:
    """Return what WeChat was asked and answered, oldest first."""
    return select(asked.journal.exchanges(), _filter(asked))


def read_har(asked: Asked) -> dict[str, Any]:
    """Return the same as an HTTP archive, for a browser's developer tools."""
    return har(read_journal(asked))


def read_ledger(asked: Asked) -> list[Entry]:
    """Return what happened in the world, oldest first."""
    return asked.world.ledger.entries(asked.number("after", 0) or 0)


def tell_why(asked: Asked) -> Story:
    """Tell the story of a rid, code, token, key, signature or person, or of the last refusal."""
    return why(asked.world, asked.journal, asked.query.get("about") or "last")


def list_errcodes(_: Asked) -> list[Explanation]:
    """Return every errcode with its meaning, causes and fix."""
    return explanations()


def explain_errcode(asked: Asked) -> Explanation:
    """Return one errcode with its meaning, causes and fix."""
    text = asked.path["errcode"]
    errcode = whole_number(text, negative=True)
    if errcode is None:
        raise InvalidValue(f"{text!r} is no errcode", "give a number such as 40163")
    return explain(errcode)


def take_mark(asked: Asked) -> Mark:
    """Take a mark, from which later assertions count."""
    return Mark(mark=asked.journal.last)


def list_calls(asked: Asked) -> Calls:
    """Return the calls that pass a filter, and how many they are."""
    since = asked.number("since", 0) or 0
    wanted = msgspec.structs.replace(_filter(asked), after=since)
    calls = select(asked.journal.exchanges(), wanted)
    return Calls(count=len(calls), calls=calls)


def assert_calls(asked: Asked) -> Verdict:
    """Hold what was called against what was expected.

    Raises:
        Unknown: there is no such app, of which "never called" would hold for ever.
    """
    if asked.body.app is not None:
        asked.world.apps.get(asked.body.app)
    return check(asked.journal, asked.body)


def _filter(asked: Asked) -> Filter:
    app = asked.query.get("app")
    if app is not None:
        asked.world.apps.get(app)
    return Filter(
        after=asked.number("after", 0) or 0,
        app=app,
        path=asked.query.get("path", "*"),
        errcode=asked.number("errcode"),
        rid=asked.query.get("rid"),
        limit=asked.number("limit"),
    )


_CALLS = (
    *(one for one in JOURNAL_FILTER if one.name in ("app", "path", "errcode")),
    SINCE,
)

ROUTES: tuple[Route, ...] = (
    get(
        "/journal",
        "the latest 1,000 exchanges of the Server API, each refusal with its reason",
        read_journal,
        list[Exchange],
        *JOURNAL_FILTER,
        finds=True,
        of_process=True,
    ),
    get(
        "/journal.har",
        "the same as an HTTP archive, for a browser's developer tools",
        read_har,
        dict[str, Any],
        *JOURNAL_FILTER,
        finds=True,
        of_process=True,
    ),
    get(
        "/ledger",
        "the latest 10,000 events: codes, keys, tokens, refusals",
        read_ledger,
        list[Entry],
        AFTER,
        stored=False,
        of_process=True,
    ),
    get(
        "/why",
        "the story behind a refusal",
        tell_why,
        Story,
        ABOUT,
        finds=True,
        of_process=True,
    ),
    get(
        "/errcodes",
        "every errcode explained",
        list_errcodes,
        list[Explanation],
        stored=False,
    ),
    get(
        "/errcodes/{errcode}",
        "one errcode explained",
        explain_errcode,
        Explanation,
        finds=True,
        stored=False,
    ),
    does(
        "POST /marks",
        "takes a mark, from which assertions count",
        take_mark,
        Mark,
        stored=False,
        of_process=True,
    ),
    get(
        "/calls",
        "calls and how many",
        list_calls,
        Calls,
        *_CALLS,
        finds=True,
        of_process=True,
    ),
    does(
        "POST /assertions",
        "holds what was called against what was expected",
        assert_calls,
        Verdict,
        body=Expectation,
        finds=True,
        of_process=True,
    ),
)
