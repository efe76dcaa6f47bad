"""Tickets: what web pages sign with."""

from __future__ import annotations

from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.tables import Table

# Documented: JS-SDK guide, appendix 1.
TICKET_LIFETIME = 7200

KINDS = ("jsapi", "wx_card")


class Ticket(Record, frozen=True, kw_only=True):
    """The ticket of one kind that an app has, alive or not."""

    value: str
    number: int
    expires_at: float


class Tickets:
    """One ticket for each app and kind: the same one as long as it lives (assumed)."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "tickets", Ticket)
        self._clock = ground.clock
        self._identifiers = ground.identifiers

    def fetch(self, app: App, kind: str) -> Ticket:
        """Return the live ticket, a new one where there is none.

        Args:
            app: whose.
            kind: one of :data:`KINDS`.
        """

        def living(ticket: Ticket) -> Ticket:
            now = self._clock.now(app.appid)
            if now < ticket.expires_at:
                return ticket
            number = ticket.number + 1
            return Ticket(
                value=self._identifiers.ticket(app.appid, kind, number),
                number=number,
                expires_at=now + TICKET_LIFETIME,
            )

        none = Ticket(value="", number=0, expires_at=0.0)
        return self._table.change(f"{app.appid}/{kind}", none, living)

    def alive(self, app: App, kind: str) -> Ticket | None:
        """Return the ticket that works now, or None."""
        ticket = self._table.get(f"{app.appid}/{kind}")
        now = self._clock.now(app.appid)
        return ticket if ticket is not None and now < ticket.expires_at else None
