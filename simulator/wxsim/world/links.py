"""Links that open a Mini Program: schemes, URL links and short links."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxsim.world.beijing import day_number
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.link_texts import TICKET_LENGTHS, LinkKind
from wxsim.world.pages import EnvVersion
from wxsim.world.records import App, Person, Record
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# How long a link that has ended is remembered, so that its end can be told.
_REMEMBERED_AFTER_END = DAY


class Link(Record, frozen=True, kw_only=True):
    """A link as it was made.

    Attributes:
        path: the page; empty for the home page.
        expires_at: 0 for a short link without an end.
        visits: how often it was opened.
        first_visitor: the name of the first person who did.
    """

    ticket: str
    kind: LinkKind
    appid: str
    path: str
    query: str
    env_version: EnvVersion
    made_at: float
    expires_at: float
    visits: int = 0
    first_visitor: str = ""


class LinkUse(Record, frozen=True, kw_only=True):
    """How many links an app has made and how often they were opened.

    Attributes:
        made: of every kind, ever.
        permanent: short links without an end, ever.
        in_second: schemes and URL links in the second ``second``.
        in_day: the same, in the day ``day``.
        visits: openings of schemes and URL links in that day.
    """

    made: int = 0
    permanent: int = 0
    second: int = -1
    in_second: int = 0
    day: int = -1
    in_day: int = 0
    visits: int = 0


WhyNot = Literal["not found", "expired", "taken", "limit", "not declared"]


class CannotOpen(Exception):
    """A link does not open on a phone."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


class Links:
    """The links of every app."""

    def __init__(self, ground: Ground) -> None:
        self._links = Table(ground.store, "links", Link)
        self._use = Table(ground.store, "link_use", LinkUse)
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def make(
        self,
        app: App,
        kind: LinkKind,
        *,
        path: str,
        query: str,
        env_version: EnvVersion,
        lifetime: float | None,
    ) -> Link:
        """Make a link.

        Args:
            app: whose.
            kind: which.
            path: the page; empty for the home page.
            query: as the page will get it.
            env_version: which version it opens.
            lifetime: seconds; None for a short link without an end.

        Raises:
            Refused: 85406 the day's openings are used up, 44990 and 44993 too
                many in this second or day, 85400 too many without an end. A
                refused one counts as well, so hammering does not help (assumed).
        """
        now = self._clock.now(app.appid)
        counted = kind != "short_link"
        permanent = lifetime is None

        def made(use: LinkUse) -> LinkUse:
            use = _of_today(use, now)
            same_second = use.second == int(now)
            return msgspec.structs.replace(
                use,
                made=use.made + 1,
                permanent=use.permanent + permanent,
                second=int(now) if counted else use.second,
                in_second=(use.in_second if same_second else 0) + 1 if counted else use.in_second,
                in_day=use.in_day + counted,
            )

        use = self._use.change(app.appid, LinkUse(), made)
        _require_room(app, use, counted=counted, permanent=permanent)
        link = Link(
            ticket=self._identifiers.link_ticket(app.appid, use.made, TICKET_LENGTHS[kind]),
            kind=kind,
            appid=app.appid,
            path=path,
            query=query,
            env_version=env_version,
            made_at=now,
            expires_at=0.0 if lifetime is None else now + lifetime,
        )
        ttl = None if lifetime is None else lifetime + _REMEMBERED_AFTER_END
        self._links.add(_key(kind, link.ticket), link, ttl)
        self._ledger.write(
            "link made",
            f"{app.appid} made the {kind} …{link.ticket[-4:]} to {path or 'its home page'}",
            appid=app.appid,
        )
        return link

    def find(self, kind: LinkKind, ticket: str) -> Link:
        """Return a link, until a day after its end.

        Raises:
            CannotOpen: there is none, or no more.
        """
        link = self._links.get(_key(kind, ticket))
        if link is None:
            raise CannotOpen("not found")
        forgotten_at = link.expires_at + _REMEMBERED_AFTER_END
        if link.expires_at and self._clock.now(link.appid) >= forgotten_at:
            raise CannotOpen("not found")
        return link

    def visits_left(self, app: App) -> int:
        """Return how often the app's schemes and URL links can still be opened today."""
        use = self._use.get(app.appid) or LinkUse()
        today = _of_today(use, self._clock.now(app.appid))
        return max(app.switches.link_visits_per_day - today.visits, 0)

    def visit(self, app: App, link: Link, person: Person) -> None:
        """Count that a person opens a link.

        Raises:
            CannotOpen: it has ended, is another person's, or too many
                have opened links of the app today.
        """
        now = self._clock.now(app.appid)
        key = _key(link.kind, link.ticket)
        while True:
            found = self._links.get(key)
            if found is None or (found.expires_at and now >= found.expires_at):
                raise CannotOpen("expired")
            # Documented: until 2023-12-19 a link was its first visitor's.
            alone = app.switches.link_for_one_person and link.kind != "short_link"
            if alone and found.first_visitor not in ("", person.name):
                raise CannotOpen("taken")
            visited = msgspec.structs.replace(
                found, visits=found.visits + 1, first_visitor=found.first_visitor or person.name
            )
            if self._links.replace(key, found, visited):
                break
        if link.kind != "short_link":
            self.count_visit(app)

    def count_visit(self, app: App) -> None:
        """Count one opening of an app by any scheme or URL link, plain schemes too.

        Raises:
            CannotOpen: too many have opened links of the app today.
        """
        now = self._clock.now(app.appid)

        def visited(use: LinkUse) -> LinkUse:
            use = _of_today(use, now)
            return msgspec.structs.replace(use, visits=use.visits + 1)

        use = self._use.change(app.appid, LinkUse(), visited)
        if use.visits > app.switches.link_visits_per_day:
            raise CannotOpen("limit")


def _require_room(app: App, use: LinkUse, *, counted: bool, permanent: bool) -> None:
    switches = app.switches
    if counted and use.visits >= switches.link_visits_per_day:
        raise Refused(
            85406,
            f"links of {app.appid} were opened {use.visits} times today; link_visits_per_day is "
            f"{switches.link_visits_per_day}",
        )
    if counted and switches.links_per_second and use.in_second > switches.links_per_second:
        raise Refused(
            44990,
            f"link {use.in_second} of this second; links_per_second is {switches.links_per_second}",
        )
    if counted and switches.links_per_day and use.in_day > switches.links_per_day:
        raise Refused(
            44993, f"link {use.in_day} of today; links_per_day is {switches.links_per_day}"
        )
    limit = switches.permanent_short_links
    if permanent and limit and use.permanent > limit:
        raise Refused(
            85400,
            f"short link {use.permanent} without an end; permanent_short_links is {limit}",
        )


def _of_today(use: LinkUse, now: float) -> LinkUse:
    """Return the counts with those of another day gone. Days are Beijing's."""
    day = day_number(now)
    return use if use.day == day else msgspec.structs.replace(use, day=day, in_day=0, visits=0)


def _key(kind: LinkKind, ticket: str) -> str:
    return f"{kind}/{ticket}"
