"""Who sits at the browser, when it does not say so itself."""

from __future__ import annotations

from wxsim.world.ground import Ground
from wxsim.world.people import People
from wxsim.world.records import Person, Record
from wxsim.world.tables import Table

_KEY = "visitor"


class _Visitor(Record, frozen=True, kw_only=True):
    """Whose WeChat a web page is opened in."""

    person: str


class Visitors:
    """Whose WeChat web pages are opened in: the oldest person's, unless somebody was set."""

    def __init__(self, ground: Ground, people: People) -> None:
        self._table = Table(ground.store, "visitors", _Visitor)
        self._people = people

    def get(self) -> Person:
        """Return who it is.

        Raises:
            Unknown: there are no people.
        """
        found = self._table.get(_KEY)
        return self._people.get(None if found is None else found.person)

    def set(self, name: str) -> Person:
        """Let it be somebody else from now on.

        Raises:
            Unknown: there is no such person.
        """
        person = self._people.get(name)
        visitor = _Visitor(person=person.name)
        self._table.change(_KEY, visitor, lambda _: visitor)
        return person
