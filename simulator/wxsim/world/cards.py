"""The cards of Mini Programs that people share in chats."""

from __future__ import annotations

from wxsim.world.counting import Counting
from wxsim.world.ground import Ground
from wxsim.world.pages import split_path
from wxsim.world.records import App, Person, Record
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# Assumed: a chat keeps its cards for ever, but nobody scrolls up so far.
_KEPT = 30 * DAY


class Card(Record, frozen=True, kw_only=True):
    """A Mini Program's page in a chat.

    Attributes:
        path: empty for the home page.
        group: the name of the group it was shared in; None in a chat of two.
        with_share_ticket: whether whoever opens it is given a shareTicket.
    """

    card_id: str
    appid: str
    path: str
    query: str
    group: str | None
    with_share_ticket: bool
    expires_at: float


class Cards:
    """The cards of every chat."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "cards", Card)
        self._counting = Counting(ground)
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def share(
        self, app: App, person: Person, *, path: str, group: str | None, with_share_ticket: bool
    ) -> Card:
        """Put a card into a chat, where it stays for 30 days.

        Args:
            app: which Mini Program.
            person: who shares it.
            path: the page, with its query.
            group: into which group; None for a friend alone.
            with_share_ticket: what the program told wx.showShareMenu.
        """
        number = self._counting.next(f"cards of {app.appid}")
        page, query = split_path(path.removeprefix("/"))
        card = Card(
            card_id=self._identifiers.card_id(app.appid, number),
            appid=app.appid,
            path=page,
            query=query,
            group=group,
            with_share_ticket=with_share_ticket,
            expires_at=self._clock.now(app.appid) + _KEPT,
        )
        self._table.add(card.card_id, card, _KEPT)
        where = "a friend" if group is None else f"the group {group}"
        self._ledger.write(
            "app shared",
            f"{person.name} shared {app.appid} with {where}",
            appid=app.appid,
            person=person.name,
        )
        return card

    def find(self, card_id: str) -> Card | None:
        """Return a card, or None where there is none of that id any more."""
        card = self._table.get(card_id)
        if card is None or self._clock.now(card.appid) >= card.expires_at:
            return None
        return card
