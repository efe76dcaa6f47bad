"""How Mini Programs were opened: by a scan, by a link, in a chat, or from the list."""

from __future__ import annotations

import msgspec

from wxsim.world.ground import Ground
from wxsim.world.pages import EnvVersion, home_page, query_of
from wxsim.world.records import App, Person, Record
from wxsim.world.tables import Table

# Documented: scene values. From the list of Mini Programs used lately.
FROM_THE_LIST = 1001


class Opening(Record, frozen=True, kw_only=True):
    """How a person last opened a Mini Program.

    Attributes:
        path: the page.
        query: by name, the values as they stood in the code or link.
        scene: WeChat's number for the way in.
        group: the group in which the card was that they opened, if it was in one.
        share_ticket: what the app learns the group with.
        tickets: how many of these the person has been given in the app.
    """

    path: str
    query: dict[str, str]
    scene: int
    env_version: EnvVersion
    group: str | None = None
    share_ticket: str | None = None
    tickets: int = 0


class Openings:
    """The latest opening of every app by every person."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "openings", Opening)
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def open(
        self,
        app: App,
        person: Person,
        *,
        path: str,
        query: str,
        scene: int,
        env_version: EnvVersion,
        group: str | None = None,
        with_share_ticket: bool = False,
    ) -> Opening:
        """Open a Mini Program at a page, or at its home page where ``path`` is empty."""
        opening = Opening(
            path=path or home_page(app),
            query=query_of(query),
            scene=scene,
            env_version=env_version,
            group=group,
        )

        def after(last: Opening) -> Opening:
            tickets = last.tickets + with_share_ticket
            ticket = self._identifiers.share_ticket(app.appid, person.name, tickets)
            return msgspec.structs.replace(
                opening, tickets=tickets, share_ticket=ticket if with_share_ticket else None
            )

        opening = self._table.change(f"{app.appid}/{person.name}", opening, after)
        self._ledger.write(
            "app opened",
            f"{person.name} opened {app.appid} at {opening.path} by way {scene}",
            appid=app.appid,
            person=person.name,
            facts={"scene": str(scene), "path": opening.path},
        )
        return opening

    def latest(self, app: App, person: Person) -> Opening:
        """Return how a person opened an app last; from the list if nothing is known."""
        known = self._table.get(f"{app.appid}/{person.name}")
        return known or Opening(
            path=home_page(app), query={}, scene=FROM_THE_LIST, env_version="release"
        )
